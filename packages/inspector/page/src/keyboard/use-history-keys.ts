import { useEffect, useEffectEvent } from 'react'
import { isTyping } from './use-page-keys.ts'

interface HistoryKeys {
  readonly onStep: (offset: number) => void
  readonly onFirst: () => void
  readonly onLive: () => void
}

/** Handles the keys that move through the history of a connection. */
export const useHistoryKeys = ({ onStep, onFirst, onLive }: HistoryKeys): void => {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    const isOtherWidget =
      event.target instanceof Element && event.target.closest('[role=listbox], [role=radiogroup]') !== null
    if (event.ctrlKey || event.metaKey || event.altKey || isOtherWidget || isTyping(event.target)) return
    const offset = event.shiftKey ? 10 : 1
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => onStep(-offset),
      ArrowRight: () => onStep(offset),
      Home: onFirst,
      End: onLive,
      l: onLive,
    }
    const action = actions[event.key]
    if (action === undefined) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
