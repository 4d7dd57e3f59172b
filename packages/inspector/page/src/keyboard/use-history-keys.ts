import { useKeydown } from './use-keydown.ts'
import { isTyping } from './use-page-keys.ts'

interface HistoryKeys {
  readonly onStep: (offset: number) => void
  readonly onFirst: () => void
  readonly onLive: () => void
}

/** Handles the keys that move through the history of a connection. */
export const useHistoryKeys = ({ onStep, onFirst, onLive }: HistoryKeys): void => {
  useKeydown(({ target, key, shiftKey }) => {
    const isOtherWidget = target instanceof Element && target.closest('[role=listbox], [role=radiogroup]') !== null
    if (isOtherWidget || isTyping(target)) return undefined
    const offset = shiftKey ? 10 : 1
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => onStep(-offset),
      ArrowRight: () => onStep(offset),
      Home: onFirst,
      End: onLive,
      l: onLive,
    }
    return actions[key]
  })
}
