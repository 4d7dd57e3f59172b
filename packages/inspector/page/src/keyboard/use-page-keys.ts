import { useKeydown } from './use-keydown.ts'

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
  useKeydown(({ target, key }) => {
    if (!isTyping(target)) return { '?': onHelp, n: onStart, '/': onFilter, i: onForm, Escape: onList }[key]
    if (key === 'Escape' && !isOverlaid() && isField(target)) target.blur()
    return undefined
  })
}
