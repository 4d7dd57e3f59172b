import { createEventStream, type EventSource, type EventStream } from './event-stream.ts'
import type { Pulse } from './update-throttle.ts'

/** The streams that are being read. */
export interface StreamHub {
  /** `null`: too many are. */
  readonly open: (source: () => EventSource) => ReadableStream<Uint8Array> | null
  /** How many are being read. */
  readonly count: () => number
  /** Ends all of them. */
  readonly end: () => void
}

/** Creates a hub whose streams are woken at each beat. */
export const createStreamHub = (pulse: Pulse, streamsMax: number): StreamHub => {
  const streams = new Set<EventStream>()
  pulse.listen(() => {
    for (const stream of [...streams]) stream.wake()
  })
  return {
    open: (source) => {
      if (streams.size >= streamsMax) return null
      const made = source()
      const stream = createEventStream({
        next: made.next,
        close: () => {
          streams.delete(stream)
          made.close()
        },
      })
      streams.add(stream)
      return stream.body
    },
    count: () => streams.size,
    end: () => {
      for (const stream of [...streams]) stream.end()
    },
  }
}
