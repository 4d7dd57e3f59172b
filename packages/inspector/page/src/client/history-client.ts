import type { ConnectionView } from '@bank-connection/core'
import type { HistoryRecord } from '../../../src/feed/feed.ts'
import { openEventStream } from './event-stream.ts'
import { readHistoryMessage } from './read-message.ts'
import { createStore, type Store } from './store.ts'

/** The history of one connection. */
export interface History {
  readonly link: 'waiting' | 'live' | 'lost' | 'gone'
  /** In the order of their indexes. */
  readonly records: readonly HistoryRecord[]
  /** Number of dropped records, before the first kept one. */
  readonly dropped: number
  /** The current view; `null` for a service, and after a crash. */
  readonly view: ConnectionView | null
}

/** The history before the first message. */
export const emptyHistory: History = { link: 'waiting', records: [], dropped: 0, view: null }

/**
 * Opens the history of a connection. Updates are batched per animation frame.
 *
 * @returns the history, and a function that closes it
 */
export const followHistory = (id: string): { readonly history: Store<History>; readonly close: () => void } => {
  const history = createStore(emptyHistory)
  let next = emptyHistory
  let frame: number | null = null
  let isFresh = true
  const change = (part: Partial<History>): void => {
    next = { ...next, ...part }
    // Background pages get no animation frames.
    if (document.hidden) history.set(next)
    else
      frame ??= requestAnimationFrame(() => {
        frame = null
        history.set(next)
      })
  }
  const close = openEventStream(`/api/connections/${encodeURIComponent(id)}/history`, {
    events: ['records', 'view', 'gone'],
    onOpen: () => {
      isFresh = true
    },
    onLost: () => change({ link: next.link === 'gone' ? 'gone' : 'lost' }),
    onMessage: (text, name) => {
      if (name === 'gone') {
        change({ link: 'gone' })
        return close()
      }
      const message = readHistoryMessage(text)
      if (message === null) return
      if (message.type === 'view') return change({ view: message.view })
      const before = isFresh ? [] : next.records
      isFresh = false
      change({ link: 'live', records: joined(before, message.records), dropped: message.dropped })
    },
  })
  return {
    history,
    close: () => {
      close()
      if (frame !== null) cancelAnimationFrame(frame)
    },
  }
}

const joined = (before: readonly HistoryRecord[], more: readonly HistoryRecord[]): readonly HistoryRecord[] => {
  const lastIndex = before.at(-1)?.index ?? -1
  const isInOrder = more.every(({ index }, i) => index > (more[i - 1]?.index ?? lastIndex))
  if (isInOrder) return [...before, ...more]
  const byIndex = new Map([...before, ...more].map((record) => [record.index, record]))
  return [...byIndex.values()].sort((a, b) => a.index - b.index)
}
