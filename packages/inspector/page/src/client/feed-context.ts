import { createContext, useContext } from 'react'
import type { Feed } from './feed-client.ts'
import { type Store, useStore } from './store.ts'

/** Holds the feed; the page cannot be drawn without. */
export const FeedContext = createContext<Store<Feed> | null>(null)

/** The feed as it is now. */
export const useFeed = (): Feed => {
  const feed = useContext(FeedContext)
  if (feed === null) throw new Error('There is no feed around this component.')
  return useStore(feed)
}
