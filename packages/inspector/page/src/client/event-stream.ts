/** Callbacks of a stream of server-sent events. */
export interface StreamListener {
  /** The event names to listen to. */
  readonly events: readonly string[]
  readonly onOpen: () => void
  readonly onMessage: (text: string, name: string) => void
  /** The connection was lost; a retry is scheduled. */
  readonly onLost: () => void
}

/** Delay before a retry, in milliseconds. */
const RETRY_MS = 1_000

/**
 * Opens a stream, and reopens it after a restart of the server.
 *
 * @returns closes the stream
 */
export const openEventStream = (url: string, { events, onOpen, onMessage, onLost }: StreamListener): (() => void) => {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  const open = (): void => {
    source = new EventSource(url)
    source.addEventListener('open', onOpen)
    for (const name of events)
      source.addEventListener(name, ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') onMessage(data, name)
      })
    source.addEventListener('error', () => {
      onLost()
      // The browser's own retries back off: this finds a restarted server within a second.
      source?.close()
      timer ??= setTimeout(() => {
        timer = null
        open()
      }, RETRY_MS)
    })
  }
  open()
  return () => {
    source?.close()
    if (timer !== null) clearTimeout(timer)
  }
}
