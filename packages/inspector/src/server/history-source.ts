import type { ConnectionView } from '@bank-connection/core'
import type { ConnectionBook } from '../feed/connection-list.ts'
import type { HistoryMessage } from '../feed/feed.ts'
import { type EventSource, eventText } from './event-stream.ts'

/** How many records one event holds at most. */
const PART_MAX = 200

/**
 * Tells the history of one connection: what is kept, then what is new, and the present view. It ends with the event `gone`
 * when the connection leaves the list.
 *
 * @param viewOf - `undefined`: it has no view, since it runs elsewhere
 */
export const createHistorySource = (
  book: ConnectionBook,
  id: string,
  viewOf: () => ConnectionView | null | undefined,
): EventSource => {
  let from = 0
  let isFirst = true
  let isGone = false
  let toldView: ConnectionView | null | undefined
  return {
    close: () => undefined,
    next: () => {
      if (isGone) return 'end'
      const part = book.history(id, from, PART_MAX)
      if (part === null) {
        isGone = true
        return eventText('gone', {})
      }
      const { records, dropped } = part
      const last = records.at(-1)
      if (isFirst || last !== undefined) {
        isFirst = false
        if (last !== undefined) from = last.index + 1
        const message: HistoryMessage = { type: 'records', records, dropped }
        return eventText(message.type, message)
      }
      const view = viewOf()
      if (view === undefined || view === toldView) return null
      toldView = view
      const message: HistoryMessage = { type: 'view', view }
      return eventText(message.type, message)
    },
  }
}
