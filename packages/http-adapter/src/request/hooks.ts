import type { PortError } from '@bank-connection/core'

/** One attempt to carry a request, as it leaves. */
export interface RequestEvent {
  /** Which call of the adapter it belongs to: 1, 2, 3 … in the order of their beginning. */
  readonly call: number
  /** 1 for the first attempt of the call. */
  readonly attempt: number
  readonly method: string
  /** The path with its parameters by name: `/jobs/{jobId}`. */
  readonly template: string
  /** When it left, in milliseconds since the Unix epoch. */
  readonly at: number
}

/** What became of an attempt. */
export interface ResponseEvent extends RequestEvent {
  /** From its leaving to the last byte of the answer, in milliseconds. */
  readonly durationMs: number
  /** HTTP status; null when there was no answer. */
  readonly status: number | null
  /**
   * `offline`, `timeout`, `truncated` and so on, as in the `reason` of a failure; null when there was an answer that could be
   * read, a refusal included.
   */
  readonly failure: string | null
  /** The platform's own name of the failure, such as `ECONNRESET`; null when it gives none. */
  readonly cause: string | null
  /** The id to quote to the server's support, from a refusal; null when it gives none. */
  readonly correlationId: string | null
}

/**
 * Called for each attempt, requests for tokens included. The events hold no body, no header, no path with its ids and no
 * secret.
 * What a hook throws, or rejects with, is dropped: a log that fails must not fail a connection.
 */
export interface HttpHooks {
  /** Before an attempt leaves. */
  readonly onRequest?: (event: RequestEvent) => void
  /** After its answer was read, or failed to come. */
  readonly onResponse?: (event: ResponseEvent) => void
}

/** Tells a hook, whatever it does. */
export const tell = <Event>(hook: ((event: Event) => void) | undefined, event: Event): void => {
  try {
    const told: unknown = hook?.(event)
    if (told instanceof Promise) told.catch(() => undefined)
  } catch {
    // Not ours to report: it may hold anything.
  }
}

/** The reason of a failure in one word. */
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
