import type { either as E } from 'fp-ts'
import type { CredentialField } from '../codec/credentials.ts'
import type { ConnectionFailure, InputRejected } from '../failure/connection-failure.ts'
import type { PortError } from '../failure/port-error.ts'
import type { StoreFailure } from '../failure/store-failure.ts'
import type { Connected, ConnectionInput } from '../machine/context.ts'
import type { SavedConnection } from '../machine/saved/saved-connection.ts'
import type { ConnectionView } from '../machine/view.ts'
import type { BankCalls } from '../protocol/port.ts'

/** What a call was about: the ids that it names. Of credentials and answers it tells which and how many, never what. */
export interface CallSubject {
  readonly userId?: string
  readonly institutionId?: string
  readonly connectionId?: string
  readonly jobId?: string
  /** The credentials that are given and not empty. */
  readonly given?: readonly CredentialField[]
  /** How many answers are given, empty ones too. */
  readonly answers?: number
}

/** What a connection was begun with. It holds no secret. */
export type TracedRequest = Pick<ConnectionInput, 'userId' | 'intent' | 'institution' | 'limits'>

/**
 * Something that happened to one connection. `at` is in milliseconds since the Unix epoch, by the clock of its port.
 *
 * A trace is plain JSON and holds no secret: the server's answers come in known words, as the machine keeps them.
 */
export type TraceEvent =
  /** Comes first, and again only after a crash of which nothing was saved. */
  | { readonly type: 'began'; readonly at: number; readonly request: TracedRequest }
  /** A call left for the port: one that was stopped before did not. `call` counts from 1, also over restarts. */
  | {
      readonly type: 'called'
      readonly at: number
      readonly call: number
      readonly operation: keyof BankCalls
      readonly about: CallSubject
    }
  /** That call settled; `rejected` when the port broke its promise and threw. */
  | {
      readonly type: 'settled'
      readonly at: number
      readonly call: number
      readonly operation: keyof BankCalls
      readonly result: E.Either<PortError, unknown> | 'rejected'
    }
  /** The view changed. */
  | { readonly type: 'shown'; readonly at: number; readonly view: ConnectionView }
  /**
   * The user gave something, or stopped the connection. It stands before everything that it led to; `answers` counts
   * those that are not empty.
   */
  | {
      readonly type: 'acted'
      readonly at: number
      readonly act: 'submit' | 'answer' | 'cancel'
      readonly given: readonly CredentialField[]
      readonly answers: number
      readonly taken: E.Either<InputRejected, void>
    }
  /** The process died: calls on their way never settle there. */
  | { readonly type: 'crashed'; readonly at: number }
  /** Another process went on from what was saved. */
  | { readonly type: 'restored'; readonly at: number; readonly saved: SavedConnection }
  | {
      readonly type: 'ended'
      readonly at: number
      readonly end: E.Either<ConnectionFailure | StoreFailure, Connected>
    }

/** The life of one connection, from its first moment on, in the order in which it happened. */
export type Trace = readonly TraceEvent[]

/**
 * One promise that every connection keeps, whatever the bank, the network and the user do. Runner-free: a law is a value.
 */
export interface ConnectionLaw {
  /** In the words of RFC 2119; also the name of its test. */
  readonly name: string
  /** Begins to watch one connection: told every event in order, gives what breaks the law, or `null`. */
  readonly watch: () => (event: TraceEvent) => string | null
}
