/** Produces the events of a stream. It is read only when the client has received the previous event. */
export interface EventSource {
  /** The next event as text; `null` if there is none yet; `end` if the stream is over. */
  readonly next: () => string | null | 'end'
  /** Called once, when the stream has ended or the client has disconnected. */
  readonly close: () => void
}

/** A stream with backpressure: events are not buffered for a slow client. */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>
  /** Signals that the source may have an event. */
  readonly wake: () => void
  readonly end: () => void
}

/** Formats a server-sent event. */
export const eventText = (type: string, message: unknown): string =>
  `event: ${type}\ndata: ${JSON.stringify(message)}\n\n`

/** Creates a stream from a source. */
export const createEventStream = (source: EventSource): EventStream => {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null
  let resumeRead: (() => void) | null = null
  let isEnded = false

  const finish = (): void => {
    if (isEnded) return
    isEnded = true
    source.close()
    resumeRead?.()
    resumeRead = null
  }

  const end = (): void => {
    if (isEnded) return
    controller?.close()
    finish()
  }

  /** Sends the next event, if any. False if the source has none yet. */
  const sendNext = (): boolean => {
    if (isEnded) return true
    const text = source.next()
    if (text === null) return false
    if (text === 'end') end()
    else controller?.enqueue(encoder.encode(text))
    return true
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start: (created) => {
        controller = created
      },
      pull: () =>
        sendNext()
          ? undefined
          : new Promise<void>((resolve) => {
              resumeRead = resolve
            }),
      cancel: finish,
    },
    // No buffering: the source is read only when the client can receive.
    { highWaterMark: 0 },
  )

  return {
    body,
    end,
    wake: () => {
      if (resumeRead === null || !sendNext()) return
      resumeRead?.()
      resumeRead = null
    },
  }
}
