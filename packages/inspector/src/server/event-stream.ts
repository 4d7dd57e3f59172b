/** What a stream of events has to say. Asked only when the reader has taken what came before. */
export interface EventSource {
  /** The next event as text; `null`: nothing at present; `end`: nothing any more. */
  readonly next: () => string | null | 'end'
  /** The reader is gone. */
  readonly close: () => void
}

/** A stream of events that waits for its reader: what it does not take is not kept. */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>
  /** There may be something to say. */
  readonly wake: () => void
  /** Ends it. */
  readonly end: () => void
}

/** One server-sent event. */
export const eventText = (type: string, message: unknown): string =>
  `event: ${type}\ndata: ${JSON.stringify(message)}\n\n`

/** Creates a stream of what a source says. */
export const createEventStream = (source: EventSource): EventStream => {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null
  let takeOn: (() => void) | null = null
  let isOver = false

  const finish = (): void => {
    if (isOver) return
    isOver = true
    source.close()
    takeOn?.()
    takeOn = null
  }

  const end = (): void => {
    if (isOver) return
    controller?.close()
    finish()
  }

  /** Whether the reader was given something, or the end. */
  const give = (): boolean => {
    if (isOver) return true
    const text = source.next()
    if (text === null) return false
    if (text === 'end') end()
    else controller?.enqueue(encoder.encode(text))
    return true
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given
      },
      pull: () =>
        give()
          ? undefined
          : new Promise<void>((resolve) => {
              takeOn = resolve
            }),
      cancel: finish,
    },
    // Nothing is made in store: what is new by then is told when it is asked for.
    { highWaterMark: 0 },
  )

  return {
    body,
    end,
    wake: () => {
      if (takeOn === null || !give()) return
      takeOn?.()
      takeOn = null
    },
  }
}
