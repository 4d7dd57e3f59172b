/** A pending sleep. */
export interface Sleeper {
  /** Milliseconds since the Unix epoch. */
  readonly until: number
  /** Of sleepers with the same time, the lowest wakes first. */
  readonly order: number
  readonly wake: () => void
}

/** A priority queue of sleepers. Adding and removing one of n takes log n steps. */
export interface SleeperHeap {
  readonly size: () => number
  /** The next sleeper to wake; `null` if there is none. */
  readonly first: () => Sleeper | null
  readonly add: (sleeper: Sleeper) => void
  /** Does nothing if the sleeper is not in the queue. */
  readonly remove: (sleeper: Sleeper) => void
}

/** Creates a binary heap that tracks positions, since most sleeps are cancelled before their end. */
export const createSleeperHeap = (): SleeperHeap => {
  const heap: Sleeper[] = []
  const places = new Map<Sleeper, number>()

  const put = (sleeper: Sleeper, place: number): void => {
    heap[place] = sleeper
    places.set(sleeper, place)
  }

  /** Moves the sleeper up from the position to where it belongs. */
  const rise = (sleeper: Sleeper, from: number): void => {
    let place = from
    for (;;) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (place === 0 || parent === undefined || isBefore(parent, sleeper)) break
      put(parent, place)
      place = above
    }
    put(sleeper, place)
  }

  /** Moves the sleeper down from the position to where it belongs. */
  const sink = (sleeper: Sleeper, from: number): void => {
    let place = from
    for (;;) {
      const left = 2 * place + 1
      const [one, other] = [heap[left], heap[left + 1]]
      if (one === undefined) break
      const isOther = other !== undefined && isBefore(other, one)
      const child = isOther ? other : one
      if (isBefore(sleeper, child)) break
      put(child, place)
      place = isOther ? left + 1 : left
    }
    put(sleeper, place)
  }

  return {
    size: () => heap.length,
    first: () => heap[0] ?? null,
    add: (sleeper) => rise(sleeper, heap.length),
    remove: (sleeper) => {
      const place = places.get(sleeper)
      if (place === undefined) return
      places.delete(sleeper)
      const last = heap.pop()
      if (last === undefined || last === sleeper) return
      const parent = heap[(place - 1) >> 1]
      if (place > 0 && parent !== undefined && isBefore(last, parent)) rise(last, place)
      else sink(last, place)
    },
  }
}

const isBefore = (one: Sleeper, other: Sleeper): boolean =>
  one.until < other.until || (one.until === other.until && one.order < other.order)
