import { useState } from 'react'
import { useFeed } from '../client/feed-context.ts'
import { applyTheme, storedTheme, type Theme } from '../client/preferences.ts'
import { BankMenuPanel } from './bank-menu-panel.tsx'
import { TimeControls } from './time-controls.tsx'

interface BankBarProps {
  readonly onStart: () => void
  readonly onKeys: () => void
}

/** The header of the page: the connection to the server, the bank's clock, its faults and events. */
export const BankBar = ({ onStart, onKeys }: BankBarProps) => {
  const { link } = useFeed()
  return (
    <header className="bar">
      <h1 className="brand">
        <a href="#/">Bank connections</a>
      </h1>
      <span className="link" data-link={link} title={LINK_TITLES[link]}>
        <span className="dot" />
        {link === 'live' ? 'live' : link === 'lost' ? 'disconnected' : 'connecting'}
      </span>
      <TimeControls />
      <div className="bar-end">
        <BankMenuPanel />
        <button type="button" className="primary" onClick={onStart}>
          Start <span className="wide-only">a connection</span>
        </button>
        <ThemeButton />
        <button
          type="button"
          className="ghost wide-only"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          onClick={onKeys}
        >
          ?
        </button>
      </div>
    </header>
  )
}

const LINK_TITLES = {
  live: 'Connected to the inspector.',
  lost: 'The inspector does not respond. Retrying every second.',
  waiting: 'Connecting to the inspector.',
} as const

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }

const SIGNS: Readonly<Record<Theme, string>> = { system: '◐', light: '☀', dark: '☾' }

const ThemeButton = () => {
  const [theme, setTheme] = useState(storedTheme)
  const label = `Theme: ${theme}; switch to ${NEXT[theme]}`
  const change = (): void => {
    applyTheme(NEXT[theme])
    setTheme(NEXT[theme])
  }
  return (
    <button type="button" className="ghost" aria-label={label} title={label} onClick={change}>
      {SIGNS[theme]}
    </button>
  )
}
