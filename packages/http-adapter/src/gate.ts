import type { CancelSignal } from '@bank-connection/core'

/** How many requests may be on their way, and how many may wait for it. */
export interface Gate {
  /**
   * Waits for a place. `full` at once when too many wait; `stopped` when `stop` aborts first. Who gets `entered` must
   * leave.
   *
   * @param isUrgent - goes before those that are not: somebody waits for it
   */
  readonly enter: (isUrgent: boolean, stop: CancelSignal) => 'entered' | 'full' | Promise<'entered' | 'stopped'>
  readonly leave: () => void
}

/** Creates a gate with all places free. */
export const createGate = (concurrentMax: number, queuedMax: number): Gate => {
  let inside = 0
  // In the order of their coming; a Set forgets one in the middle without moving the others.
  const urgent = new Set<() => void>()
  const patient = new Set<() => void>()
  return {
    enter: (isUrgent, stop) => {
      if (inside < concurrentMax) {
        inside += 1
        return 'entered'
      }
      if (urgent.size + patient.size >= queuedMax) return 'full'
      const queue = isUrgent ? urgent : patient
      return new Promise((resolve) => {
        const admit = (): void => {
          queue.delete(admit)
          stop.removeEventListener('abort', cancel)
          resolve('entered')
        }
        const cancel = (): void => {
          queue.delete(admit)
          stop.removeEventListener('abort', cancel)
          resolve('stopped')
        }
        if (stop.aborted) {
          resolve('stopped')
          return
        }
        queue.add(admit)
        stop.addEventListener('abort', cancel)
      })
    },
    leave: () => {
      const [next] = urgent.size > 0 ? urgent : patient
      // The place goes from hand to hand.
      if (next === undefined) inside -= 1
      else next()
    },
  }
}
