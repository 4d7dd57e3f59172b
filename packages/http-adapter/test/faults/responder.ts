import type { Socket } from 'node:net'

/** A received request. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Number of its connection: 1, 2, 3 … */
  readonly connection: number
  /** Milliseconds since the Unix epoch. */
  readonly at: number
}

/** Responds to a request on its socket, or not. The next request is read when it has settled. */
export type Responder = (socket: Socket, request: ReceivedRequest) => void | Promise<void>
