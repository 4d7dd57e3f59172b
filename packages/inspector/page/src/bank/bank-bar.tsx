import { useState } from 'react'
import { useFeed } from '../client/feed-context.ts'
import { applyTheme, storedTheme, type Theme } from '../client/preferences.ts'
import { BankMenuPanel } from './bank-menu-panel.tsx'
import { TimeControls } from './time-controls.tsx'

interface BankBarProps {
  readonly onStart: () => void
  readonly onKeys: () => void
}

/** The head of the page: the link to the server, the bank's time, and what may be made to happen there. */
export const BankBar = ({ onStart, onKeys }: BankBarProps) => {
  const { link } = useFeed()
  return (
    <header className="bar">
      <h1 className="brand">
        <a href="#/">Bank connections</a>
      </h1>
      <span className="link" data-link={link} title={LINK_WORDS[link]}>
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
        <button type="button" className="ghost wide-only" aria-label="Keys" title="Keys (?)" onClick={onKeys}>
          ?
        </button>
      </div>
    </header>
  )
}

const LINK_WORDS = {
  live: 'The inspector tells of every change.',
  lost: 'The inspector does not answer; it is tried again every second.',
  waiting: 'Asking the inspector.',
} as const

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }

const SIGNS: Readonly<Record<Theme, string>> = { system: '◐', light: '☀', dark: '☾' }

const ThemeButton = () => {
  const [theme, setTheme] = useState(storedTheme)
  const label = `Theme: ${theme}; change to ${NEXT[theme]}`
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
