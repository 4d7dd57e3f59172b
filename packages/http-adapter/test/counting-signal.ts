import { type AbortSignalLike, createAbortController } from '@bank-connection/core/adapter'

/** An abort controller whose signal counts its listeners. */
export const createCountingController = () => {
  const { signal, abort } = createAbortController()
  const listeners = new Set<() => void>()
  const counting: AbortSignalLike = {
    get aborted() {
      return signal.aborted
    },
    addEventListener: (type, listener) => {
      listeners.add(listener)
      signal.addEventListener(type, listener)
    },
    removeEventListener: (type, listener) => {
      listeners.delete(listener)
      signal.removeEventListener(type, listener)
    },
  }
  return { signal: counting, abort, listeners: () => listeners.size }
}
