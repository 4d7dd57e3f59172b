import { chartGraph } from '../../../src/chart/chart-graph.ts'
import { ROOT_BOX } from '../../../src/chart/chart-picture.ts'
import type { PathTaken } from '../model/path-taken.ts'

/** The chart of the connection machine. */
export const chart = chartGraph()

const kindOf: ReadonlyMap<string, string> = new Map(chart.edges.map(({ id, kind }) => [id, kind]))

/** How transitions relate to a connection: taken by the last event, taken before, or not taken. */
export type Mark = 'last' | 'taken' | 'later'

/** The mark of transitions that are drawn as one. */
export const markOf = (edgeIds: readonly string[], { taken, last }: PathTaken): Mark => {
  if (edgeIds.some((id) => last.has(id))) return 'last'
  return edgeIds.some((id) => taken.has(id)) ? 'taken' : 'later'
}

/** Whether transitions are eventless. */
export const areTransient = (edgeIds: readonly string[]): boolean =>
  edgeIds.length > 0 && edgeIds.every((id) => kindOf.get(id) === 'always')

/** The state of a box; `null` if the box is not a state. */
export const stateOfBox = (boxId: string): string | null => {
  if (boxId === ROOT_BOX) return ''
  return boxId.includes('#') ? null : boxId
}

/** The id of the box of a state. */
export const boxOfState = (state: string): string => (state === '' ? ROOT_BOX : state)
