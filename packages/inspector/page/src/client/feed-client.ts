import type { BankStatus, ConnectionRow } from '../../../src/feed/feed.ts'
import { openEventStream } from './event-stream.ts'
import { readFeedMessage } from './read-message.ts'
import { createStore, type Store } from './store.ts'

/** The state of the feed: every connection, and the bank's status. */
export interface Feed {
  /** `waiting`: not connected yet; `lost`: disconnected, and the data is out of date. */
  readonly link: 'waiting' | 'live' | 'lost'
  readonly rows: ReadonlyMap<string, ConnectionRow>
  /** `null` until received. */
  readonly bank: BankStatus | null
  /** When it was received, by `performance.now()`. */
  readonly bankReadAt: number
}

const emptyFeed: Feed = { link: 'waiting', rows: new Map(), bank: null, bankReadAt: 0 }

/** Opens the feed, for the lifetime of the page. */
export const followFeed = (): Store<Feed> => {
  const feed = createStore(emptyFeed)
  const change = (part: Partial<Feed>): void => feed.set({ ...feed.get(), ...part })
  openEventStream('/api/feed', {
    events: ['rows', 'changed', 'bank'],
    onOpen: () => change({ link: 'live' }),
    onLost: () => change({ link: 'lost' }),
    onMessage: (text) => {
      const message = readFeedMessage(text)
      if (message === null) return
      switch (message.type) {
        case 'rows':
          return change({ link: 'live', rows: new Map(message.rows.map((row) => [row.id, row])) })
        case 'changed': {
          const rows = new Map(feed.get().rows)
          for (const row of message.rows) rows.set(row.id, row)
          for (const id of message.gone) rows.delete(id)
          return change({ rows })
        }
        case 'bank':
          return change({ bank: message.bank, bankReadAt: performance.now() })
      }
    },
  })
  return feed
}
