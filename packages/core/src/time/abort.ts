/** The part of the web's `AbortSignal` that the core needs; any `AbortSignal` fits. */
export interface AbortSignalLike {
  readonly aborted: boolean
  /** Calls the listener once, when the signal aborts; never, when it already has. */
  readonly addEventListener: (type: 'abort', listener: () => void) => void
  /** Forgets the listener; one that it does not know changes nothing. */
  readonly removeEventListener: (type: 'abort', listener: () => void) => void
}

/** A signal with the means to abort it. */
export interface AbortControllerLike {
  readonly signal: AbortSignalLike
  /**
   * Tells every listener once. Calling it again changes nothing.
   *
   * @throws what the first listener threw that did, after all have been told
   */
  readonly abort: () => void
}

/** A signal that never aborts. */
export const neverAborted: AbortSignalLike = {
  aborted: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}

/** Creates a signal and the means to abort it; the core's `AbortController`, which the language alone does not have. */
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
      const told = [...listeners]
      listeners.clear()
      let thrown: { readonly error: unknown } | null = null
      for (const listener of told) {
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
