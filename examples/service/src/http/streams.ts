import { setMaxListeners } from 'node:events'
import type { EndUser } from '../database/sessions.ts'

/** Limits the open streams, per user and in total. */
export interface Streams {
  /** `null` if there are too many, or the service is closing. */
  readonly open: (user: EndUser) => OpenStream | null
  readonly count: () => number
  /** Ends all streams; no more can be opened. */
  readonly close: () => void
}

export interface OpenStream {
  /** Aborts when the service closes. */
  readonly signal: AbortSignal
  readonly done: () => void
}

export const createStreams = (limits: { readonly streamsPerUserMax: number; readonly streamsMax: number }): Streams => {
  const closing = new AbortController()
  // Every stream adds a listener.
  setMaxListeners(0, closing.signal)
  const countByUser = new Map<string, number>()
  let total = 0
  return {
    open: ({ id }) => {
      const own = countByUser.get(id) ?? 0
      if (closing.signal.aborted || own >= limits.streamsPerUserMax || total >= limits.streamsMax) return null
      total += 1
      countByUser.set(id, own + 1)
      let isOpen = true
      const done = (): void => {
        if (!isOpen) return
        isOpen = false
        total -= 1
        const left = (countByUser.get(id) ?? 1) - 1
        if (left > 0) countByUser.set(id, left)
        else countByUser.delete(id)
      }
      return { signal: closing.signal, done }
    },
    count: () => total,
    close: () => closing.abort(),
  }
}
