import { either as E } from 'fp-ts'
import { createContext, useContext, useEffect, useState } from 'react'
import type { BankMenu, InstitutionOption } from '../../../src/feed/feed.ts'
import { readMenu } from '../client/commands.ts'
import type { Feed } from '../client/feed-client.ts'

/** Institutions, faults and events of the simulated bank; `null` until loaded. */
export const MenuContext = createContext<BankMenu | null>(null)

/** Loads the menu whenever the page connects to the server. */
export const useMenu = (link: Feed['link']): BankMenu | null => {
  const [menu, setMenu] = useState<BankMenu | null>(null)
  useEffect(() => {
    if (link !== 'live') return
    let isCurrent = true
    void readMenu().then((read) => {
      if (isCurrent && E.isRight(read)) setMenu(read.right)
    })
    return () => {
      isCurrent = false
    }
  }, [link])
  return menu
}

/** An institution of the bank; `null` if it is unknown, or until the menu is loaded. */
export const useInstitution = (institutionId: string | null): InstitutionOption | null =>
  useContext(MenuContext)?.institutions.find(({ id }) => id === institutionId) ?? null
