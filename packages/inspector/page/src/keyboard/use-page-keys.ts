import { useEffect, useEffectEvent } from 'react'

/** Actions of the keys of the whole page. */
export interface PageKeys {
  readonly onHelp: () => void
  readonly onStart: () => void
  readonly onFilter: () => void
  readonly onForm: () => void
  readonly onList: () => void
}

/** Whether a key belongs to a text field or to an overlay. */
export const isTyping = (target: EventTarget | null): boolean => isOverlaid() || isField(target)

const isOverlaid = (): boolean => document.querySelector('dialog[open], [popover]:popover-open') !== null

const isField = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLElement && target.closest('textarea, select, input:not([type=range], [type=checkbox])') !== null

/** Handles the keys of the whole page. */
export const usePageKeys = ({ onHelp, onStart, onFilter, onForm, onList }: PageKeys): void => {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event.target)) {
      if (event.key === 'Escape' && !isOverlaid() && isField(event.target)) event.target.blur()
      return
    }
    const action = { '?': onHelp, n: onStart, '/': onFilter, i: onForm, Escape: onList }[event.key]
    if (action === undefined) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
