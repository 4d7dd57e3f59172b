/** Told what comes over a stream of server-sent events. */
export interface StreamListener {
  /** The names of the events to be told of. */
  readonly events: readonly string[]
  readonly onOpen: () => void
  readonly onMessage: (text: string, name: string) => void
  /** The server is gone; it is tried again. */
  readonly onLost: () => void
}

/** How long to wait before a stream that was refused is asked for again, in milliseconds. */
const AGAIN_MS = 1_000

/**
 * Follows a stream for as long as it is wanted, over restarts of the server.
 *
 * @returns ends it
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
      // The browser itself tries again later and later: a server that is started anew is found within a second.
      source?.close()
      timer ??= setTimeout(() => {
        timer = null
        open()
      }, AGAIN_MS)
    })
  }
  open()
  return () => {
    source?.close()
    if (timer !== null) clearTimeout(timer)
  }
}
