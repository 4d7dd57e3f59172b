import { either as E } from 'fp-ts'
import { createContext, useContext, useEffect, useState } from 'react'
import type { BankMenu, BankOffer } from '../../../src/feed/feed.ts'
import { readMenu } from '../client/commands.ts'
import type { Feed } from '../client/feed-client.ts'

/** What the simulated bank offers; `null` until it is known. */
export const MenuContext = createContext<BankMenu | null>(null)

/** Reads the menu whenever the server has come back. */
export const useMenu = (link: Feed['link']): BankMenu | null => {
  const [menu, setMenu] = useState<BankMenu | null>(null)
  useEffect(() => {
    if (link !== 'live') return
    let isWanted = true
    void readMenu().then((read) => {
      if (isWanted && E.isRight(read)) setMenu(read.right)
    })
    return () => {
      isWanted = false
    }
  }, [link])
  return menu
}

/** What the bank offers at an institution; `null` when it is not known. */
export const useOffer = (institutionId: string | null): BankOffer | null =>
  useContext(MenuContext)?.offers.find(({ id }) => id === institutionId) ?? null
