import type { PortError } from '@bank-connection/core'

/** An attempt to send a request. */
export interface RequestEvent {
  /** Number of the call in this adapter: 1, 2, 3 … */
  readonly call: number
  /** Number of the attempt within the call: 1, 2, 3 … */
  readonly attempt: number
  readonly method: string
  /** Path template: `/jobs/{jobId}`. */
  readonly template: string
  /** When the attempt started, in milliseconds since the Unix epoch. */
  readonly at: number
}

/** The outcome of an attempt. */
export interface ResponseEvent extends RequestEvent {
  /** From the start to the last byte of the response, in milliseconds. */
  readonly durationMs: number
  /** HTTP status; null when there was no response. */
  readonly status: number | null
  /**
   * The `reason` of the failure, such as `offline`, `timeout` or `truncated`; null when a response was read, whatever
   * its status.
   */
  readonly failure: string | null
  /** The platform's error code, such as `ECONNRESET`; null when there is none. */
  readonly cause: string | null
  /** Correlation id of an error response, to quote to the API's support; null when there is none. */
  readonly correlationId: string | null
}

/**
 * Called for each attempt, token requests included. The events contain no body, header, actual path or secret. An error
 * that a hook throws or rejects with is ignored: a broken log must not fail a connection.
 */
export interface HttpHooks {
  /** Called before an attempt is sent. */
  readonly onRequest?: (event: RequestEvent) => void
  /** Called when the response was read, or the attempt failed. */
  readonly onResponse?: (event: ResponseEvent) => void
}

/** Calls a hook and ignores its errors. */
export const notifyHook = <Event>(hook: ((event: Event) => void) | undefined, event: Event): void => {
  try {
    const result: unknown = hook?.(event)
    if (result instanceof Promise) result.catch(() => undefined)
  } catch {
    // Not reported: the error may contain anything.
  }
}

/** The reason of a failure as one word. */
export const reasonOf = (error: PortError): string => {
  switch (error._tag) {
    case 'Unreachable':
    case 'MalformedResponse':
    case 'TokenUnavailable':
      return error.reason
    case 'Refused':
      return error.code
  }
}
