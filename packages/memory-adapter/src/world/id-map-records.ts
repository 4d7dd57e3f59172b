import type { IdMap } from './id-map.ts'

/** All records, in an order that depends on their ids and on nothing else but the order of their making. */
export const records = <A>(shelves: IdMap<A>): readonly A[] =>
  Object.values(shelves).flatMap((rack) =>
    Object.values(rack).flatMap((shelf) => Object.values(shelf).flatMap((box) => Object.values(box))),
  )
