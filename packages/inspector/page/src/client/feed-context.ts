import { createContext, useContext } from 'react'
import type { Feed } from './feed-client.ts'
import { type Store, useStore } from './store.ts'

/** Provides the feed. */
export const FeedContext = createContext<Store<Feed> | null>(null)

/** The current feed. */
export const useFeed = (): Feed => {
  const feed = useContext(FeedContext)
  if (feed === null) throw new Error('useFeed needs a FeedContext.')
  return useStore(feed)
}
