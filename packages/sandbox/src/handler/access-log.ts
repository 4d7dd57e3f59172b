import { isoTime } from '@bank-connection/memory-adapter/serving'

/** One request that was answered: nothing in it is a secret. */
export interface AccessLogEntry {
  /** When it came in, in milliseconds since the Unix epoch, by the clock of the handler. */
  readonly at: number
  readonly method: string
  /** Template of the API, such as `/jobs/{jobId}`; the path without its query where the API has none. */
  readonly path: string
  /** null: a fault ended the connection before an answer. */
  readonly status: number | null
  readonly durationMs: number
}

/** One request that was answered, as a line for people. Pure. */
export const accessLogLine = ({ at, method, path, status, durationMs }: AccessLogEntry): string =>
  `${isoTime(at, 'milliseconds')} ${method} ${path} ${status ?? 'no answer'} ${durationMs} ms`

/** The same as a line of JSON whose `type` is `request`. Pure. */
export const accessLogJson = (entry: AccessLogEntry): string => JSON.stringify({ type: 'request', ...entry })
