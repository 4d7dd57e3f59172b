import type { ConnectionList } from '../feed/connection-list.ts'
import type { BankStatus, FeedMessage } from '../feed/feed.ts'
import { type EventSource, eventText } from './event-stream.ts'

/** The bank's part of the feed. */
export interface FeedBank {
  readonly status: () => BankStatus
  /** How often the bank's time was advanced. */
  readonly advances: () => number
}

/** With more pending changes than this, all rows are sent again. */
const CHANGES_MAX = 5_000

/** Sends all rows and the bank's status first, then what has changed since the client last received an event. */
export const createFeedSource = (list: ConnectionList, bank: FeedBank): EventSource => {
  let sendsAll = true
  let changed = new Set<string>()
  let gone = new Set<string>()
  let sentBank = ''
  const forget = (): void => {
    changed = new Set()
    gone = new Set()
  }
  const close = list.listen((id, what) => {
    if (sendsAll) return
    if (what === 'gone') {
      changed.delete(id)
      gone.add(id)
    } else changed.add(id)
    if (changed.size + gone.size <= CHANGES_MAX) return
    sendsAll = true
    forget()
  })

  const rowsOrChanges = (): FeedMessage | null => {
    if (sendsAll) {
      sendsAll = false
      return { type: 'rows', rows: list.rows() }
    }
    if (changed.size + gone.size === 0) return null
    const rows = [...changed].flatMap((id) => list.row(id) ?? [])
    const message: FeedMessage = { type: 'changed', rows, gone: [...gone] }
    forget()
    return message
  }

  /** The bank's time advances by itself, so a change of `now` alone is not sent. */
  const bankChange = (): FeedMessage | null => {
    const status = bank.status()
    const key = JSON.stringify([{ ...status, now: 0 }, bank.advances()])
    if (key === sentBank) return null
    sentBank = key
    return { type: 'bank', bank: status }
  }

  return {
    close,
    next: () => {
      const message = rowsOrChanges() ?? bankChange()
      return message === null ? null : eventText(message.type, message)
    },
  }
}
