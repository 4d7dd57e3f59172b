/** The part of the web's `AbortSignal` that core needs; any `AbortSignal` fits. */
export interface AbortSignalLike {
  readonly aborted: boolean
  /** Calls the listener once, when the signal aborts; never if it already has. */
  readonly addEventListener: (type: 'abort', listener: () => void) => void
  /** Removes the listener; does nothing if it was not added. */
  readonly removeEventListener: (type: 'abort', listener: () => void) => void
}

/** A signal and the function that aborts it. */
export interface AbortControllerLike {
  readonly signal: AbortSignalLike
  /**
   * Calls every listener once. Calling it again does nothing.
   *
   * @throws the first error that a listener threw, after all have been called
   */
  readonly abort: () => void
}

/** A signal that never aborts. */
export const neverAborted: AbortSignalLike = {
  aborted: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}

/**
 * Creates a signal and the function that aborts it. Core's `AbortController`, which the language alone doesn't have.
 */
export const createAbortController = (): AbortControllerLike => {
  const listeners = new Set<() => void>()
  let aborted = false
  return {
    signal: {
      get aborted() {
        return aborted
      },
      addEventListener: (_, listener) => {
        if (!aborted) listeners.add(listener)
      },
      removeEventListener: (_, listener) => {
        listeners.delete(listener)
      },
    },
    abort: () => {
      if (aborted) return
      aborted = true
      if (listeners.size === 0) return
      const pending = [...listeners]
      listeners.clear()
      let thrown: { readonly error: unknown } | null = null
      for (const listener of pending) {
        try {
          listener()
        } catch (error) {
          thrown ??= { error }
        }
      }
      if (thrown !== null) throw thrown.error
    },
  }
}
