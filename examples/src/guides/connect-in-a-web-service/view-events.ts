import type { KeptConnection, KeptView } from '@bank-connection/core'
import { shownView } from './shown-view.ts'

/** The views of a connection as server-sent events, from the current one to the last; ends with the connection. */
export const viewEvents = (handle: KeptConnection): Response => {
  let stop = (): void => undefined
  const encoder = new TextEncoder()
  const views = new ReadableStream<Uint8Array>({
    start: (controller) => {
      stop = handle.subscribe((view) => {
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(shownView(view))}\n\n`))
        if (isEnd(view)) controller.close()
      })
    },
    // The page has closed its stream; the connection continues.
    cancel: () => stop(),
  })
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }
  return new Response(views, { headers })
}

const isEnd = ({ _tag }: KeptView): boolean => _tag === 'Connected' || _tag === 'Failed'
