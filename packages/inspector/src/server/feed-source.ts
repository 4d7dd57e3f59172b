import type { ConnectionBook } from '../feed/connection-list.ts'
import type { BankStanding, FeedMessage } from '../feed/feed.ts'
import { type EventSource, eventText } from './event-stream.ts'

/** What a feed tells of beside the rows. */
export interface FeedBank {
  readonly standing: () => BankStanding
  /** Changes when the bank's time was put forward. */
  readonly advances: () => number
}

/** How many changes are remembered one by one; with more, all rows are told again. */
const CHANGES_MAX = 5_000

/** Tells of the rows and of the bank: all of them first, then what has changed since the reader last took something. */
export const createFeedSource = (book: ConnectionBook, bank: FeedBank): EventSource => {
  let isFresh = true
  let changed = new Set<string>()
  let gone = new Set<string>()
  let toldBank = ''
  const forget = (): void => {
    changed = new Set()
    gone = new Set()
  }
  const close = book.listen((id, what) => {
    if (isFresh) return
    if (what === 'gone') {
      changed.delete(id)
      gone.add(id)
    } else changed.add(id)
    if (changed.size + gone.size <= CHANGES_MAX) return
    isFresh = true
    forget()
  })

  const rowsOrChanges = (): FeedMessage | null => {
    if (isFresh) {
      isFresh = false
      return { type: 'rows', rows: book.rows() }
    }
    if (changed.size + gone.size === 0) return null
    const rows = [...changed].flatMap((id) => book.row(id) ?? [])
    const message: FeedMessage = { type: 'changed', rows, gone: [...gone] }
    forget()
    return message
  }

  /** Its time passes by itself: that is not told. */
  const bankChange = (): FeedMessage | null => {
    const standing = bank.standing()
    const key = JSON.stringify([{ ...standing, now: 0 }, bank.advances()])
    if (key === toldBank) return null
    toldBank = key
    return { type: 'bank', bank: standing }
  }

  return {
    close,
    next: () => {
      const message = rowsOrChanges() ?? bankChange()
      return message === null ? null : eventText(message.type, message)
    },
  }
}
