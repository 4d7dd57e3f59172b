import { useEffect, useEffectEvent } from 'react'

/** Runs the action of a key that is pressed without Ctrl, Meta or Alt. `actionOf` returns `undefined` for other keys. */
export const useKeydown = (actionOf: (event: KeyboardEvent) => (() => void) | undefined): void => {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const action = actionOf(event)
    if (action === undefined) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
