import {
  type AbortSignalLike,
  createBankPort,
  createVirtualClock,
  type Send,
  type WireRequest,
} from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'

/** A port whose server always returns the same response, and the requests that it received. */
export const portAnswering = (status: number, body: unknown) => {
  const requests: WireRequest[] = []
  const send: Send = (request) => async () => {
    requests.push(request)
    return E.right({ status, body })
  }
  return { port: createBankPort(send, createVirtualClock()), requests }
}

/** A signal that counts its listeners. */
export const countedSignal = (signal: AbortSignalLike) => {
  const listeners = new Set<() => void>()
  return {
    listeners: () => listeners.size,
    signal: {
      get aborted() {
        return signal.aborted
      },
      addEventListener: (type: 'abort', listener: () => void) => {
        listeners.add(listener)
        signal.addEventListener(type, listener)
      },
      removeEventListener: (type: 'abort', listener: () => void) => {
        listeners.delete(listener)
        signal.removeEventListener(type, listener)
      },
    },
  }
}
