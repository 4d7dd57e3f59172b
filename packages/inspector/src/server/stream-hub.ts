import { createEventStream, type EventSource, type EventStream } from './event-stream.ts'
import type { UpdateThrottle } from './update-throttle.ts'

/** The open streams. */
export interface StreamHub {
  /** `null` if too many streams are open. */
  readonly open: (source: () => EventSource) => ReadableStream<Uint8Array> | null
  /** Ends all of them. */
  readonly end: () => void
}

/** Creates a hub that wakes its streams at each notification. */
export const createStreamHub = (throttle: UpdateThrottle, streamsMax: number): StreamHub => {
  const streams = new Set<EventStream>()
  throttle.listen(() => {
    for (const stream of [...streams]) stream.wake()
  })
  return {
    open: (source) => {
      if (streams.size >= streamsMax) return null
      const opened = source()
      const stream = createEventStream({
        next: opened.next,
        close: () => {
          streams.delete(stream)
          opened.close()
        },
      })
      streams.add(stream)
      return stream.body
    },
    end: () => {
      for (const stream of [...streams]) stream.end()
    },
  }
}
