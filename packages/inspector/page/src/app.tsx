import { useRef, useState } from 'react'
import { BankBar } from './bank/bank-bar.tsx'
import { MenuContext, useMenu } from './bank/bank-menu-context.ts'
import { StartDialog } from './bank/start-dialog.tsx'
import { useFeed } from './client/feed-context.ts'
import { navigate, useRoute } from './client/use-route.ts'
import { ConnectionPage } from './connection/connection-page.tsx'
import { KeyHelpDialog } from './keyboard/key-help-dialog.tsx'
import { usePageKeys } from './keyboard/use-page-keys.ts'
import { ConnectionList } from './list/connection-list.tsx'
import { EmptyPage } from './list/empty-page.tsx'
import { homeRoute } from './model/route.ts'

/** The whole page. */
export const App = () => {
  const feed = useFeed()
  const route = useRoute()
  const menu = useMenu(feed.link)
  const filter = useRef<HTMLInputElement>(null)
  const [open, setOpen] = useState<'keys' | 'start' | null>(null)
  const close = (): void => setOpen(null)
  usePageKeys({
    onHelp: () => setOpen('keys'),
    onStart: () => setOpen('start'),
    onFilter: () => filter.current?.focus(),
    onForm: () => document.querySelector<HTMLElement>('.current-state :is(input, button):enabled')?.focus(),
    onList: () => navigate(homeRoute),
  })
  return (
    <MenuContext value={menu}>
      <div className="app" data-open={route.id !== null}>
        <BankBar onStart={() => setOpen('start')} onKeys={() => setOpen('keys')} />
        {feed.link === 'lost' && (
          <p className="banner" role="status">
            Disconnected: the inspector does not respond, and this page is out of date. Retrying every second.
          </p>
        )}
        <nav className="side" aria-label="Connections">
          <ConnectionList feed={feed} openId={route.id} filterRef={filter} onStart={() => setOpen('start')} />
        </nav>
        <main className="main">
          {route.id === null ? (
            <EmptyPage feed={feed} onStart={() => setOpen('start')} />
          ) : (
            <ConnectionPage key={route.id} id={route.id} route={route} />
          )}
        </main>
      </div>
      {open === 'keys' && <KeyHelpDialog onClose={close} />}
      {open === 'start' && <StartDialog onClose={close} />}
    </MenuContext>
  )
}
