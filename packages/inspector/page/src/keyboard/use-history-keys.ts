import { useEffect, useEffectEvent } from 'react'
import { isTyping } from './use-page-keys.ts'

interface MomentKeys {
  readonly onStep: (places: number) => void
  readonly onFirst: () => void
  readonly onLive: () => void
}

/** Listens to the keys that go through the moments of a connection. */
export const useMomentKeys = ({ onStep, onFirst, onLive }: MomentKeys): void => {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    const isElsewhere =
      event.target instanceof Element && event.target.closest('[role=listbox], [role=radiogroup]') !== null
    if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere || isTyping(event.target)) return
    const places = event.shiftKey ? 10 : 1
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => onStep(-places),
      ArrowRight: () => onStep(places),
      Home: onFirst,
      End: onLive,
      l: onLive,
    }
    const act = acts[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
