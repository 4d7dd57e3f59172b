import { isoTime } from '@bank-connection/memory-adapter/serving'

/** One handled request. Contains no secrets. */
export interface AccessLogEntry {
  /** Arrival, in milliseconds since the Unix epoch, by the clock of the handler. */
  readonly at: number
  readonly method: string
  /** Path template, such as `/jobs/{jobId}`; for other paths the path without its query. */
  readonly path: string
  /** null: a fault ended the connection before a response. */
  readonly status: number | null
  readonly durationMs: number
}

/** A log line as text. Pure. */
export const accessLogLine = ({ at, method, path, status, durationMs }: AccessLogEntry): string =>
  `${isoTime(at, 'milliseconds')} ${method} ${path} ${status ?? 'no response'} ${durationMs} ms`

/** A log line as JSON, with the `type` `request`. Pure. */
export const accessLogJson = (entry: AccessLogEntry): string => JSON.stringify({ type: 'request', ...entry })
