import { setMaxListeners } from 'node:events'
import type { EndUser } from '../database/sessions.ts'

/** The streams that are open: so many for each person, and in all. */
export interface Streams {
  /** null: there are too many, or the service is closing. */
  readonly open: (user: EndUser) => OpenStream | null
  readonly count: () => number
  /** Ends all, and lets none be opened any more. */
  readonly close: () => void
}

export interface OpenStream {
  /** Aborts when the service closes. */
  readonly signal: AbortSignal
  readonly done: () => void
}

export const createStreams = (limits: { readonly streamsPerUserMax: number; readonly streamsMax: number }): Streams => {
  const closing = new AbortController()
  // Every stream listens to it.
  setMaxListeners(0, closing.signal)
  const ofUser = new Map<string, number>()
  let all = 0
  return {
    open: ({ id }) => {
      const own = ofUser.get(id) ?? 0
      if (closing.signal.aborted || own >= limits.streamsPerUserMax || all >= limits.streamsMax) return null
      all += 1
      ofUser.set(id, own + 1)
      let isOpen = true
      const done = (): void => {
        if (!isOpen) return
        isOpen = false
        all -= 1
        const left = (ofUser.get(id) ?? 1) - 1
        if (left > 0) ofUser.set(id, left)
        else ofUser.delete(id)
      }
      return { signal: closing.signal, done }
    },
    count: () => all,
    close: () => closing.abort(),
  }
}
