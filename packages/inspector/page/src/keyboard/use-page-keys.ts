import { useEffect, useEffectEvent } from 'react'

/** What keys of the whole page do. */
export interface PageKeys {
  readonly onHelp: () => void
  readonly onStart: () => void
  readonly onFilter: () => void
  readonly onForm: () => void
  readonly onList: () => void
}

/** Whether a key belongs to what has the focus, a text that is typed, or to what lies over the page. */
export const isTyping = (target: EventTarget | null): boolean => isOverlaid() || isField(target)

const isOverlaid = (): boolean => document.querySelector('dialog[open], [popover]:popover-open') !== null

const isField = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLElement && target.closest('textarea, select, input:not([type=range], [type=checkbox])') !== null

/** Listens to the keys of the whole page. */
export const usePageKeys = ({ onHelp, onStart, onFilter, onForm, onList }: PageKeys): void => {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event.target)) {
      if (event.key === 'Escape' && !isOverlaid() && isField(event.target)) event.target.blur()
      return
    }
    const act = { '?': onHelp, n: onStart, '/': onFilter, i: onForm, Escape: onList }[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
