import type { ConnectionView } from '@bank-connection/core'
import type { ConnectionList } from '../feed/connection-list.ts'
import type { HistoryMessage } from '../feed/feed.ts'
import { type EventSource, eventText } from './event-stream.ts'

/** Maximum number of records in one event. */
const PART_MAX = 200

/**
 * Sends the history of a connection: kept records, new records, and the current view. Ends with the event `gone` when the
 * connection was removed from the list.
 *
 * @param viewOf - `undefined` if the connection runs in a service
 */
export const createHistorySource = (
  list: ConnectionList,
  id: string,
  viewOf: () => ConnectionView | null | undefined,
): EventSource => {
  let from = 0
  let isFirst = true
  let isGone = false
  let sentView: ConnectionView | null | undefined
  return {
    close: () => undefined,
    next: () => {
      if (isGone) return 'end'
      const part = list.history(id, from, PART_MAX)
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
      if (view === undefined || view === sentView) return null
      sentView = view
      const message: HistoryMessage = { type: 'view', view }
      return eventText(message.type, message)
    },
  }
}
