import type { either as E } from 'fp-ts'
import type { CredentialField } from '../codec/credentials.ts'
import type { ConnectionFailure, InputRejected } from '../failure/connection-failure.ts'
import type { PortError } from '../failure/port-error.ts'
import type { StoreFailure } from '../failure/store-failure.ts'
import type { Connected, ConnectionInput } from '../machine/context.ts'
import type { SavedConnection } from '../machine/saved/saved-connection.ts'
import type { ConnectionView } from '../machine/view.ts'
import type { BankCalls } from '../protocol/port.ts'

/** The subject of a call: its ids, the names of its credentials and the number of its answers; never their values. */
export interface CallSubject {
  readonly userId?: string
  readonly institutionId?: string
  readonly connectionId?: string
  readonly jobId?: string
  /** The credentials that are present and not empty. */
  readonly given?: readonly CredentialField[]
  /** Number of answers, including empty ones. */
  readonly answers?: number
}

/** The request that a connection was started with. It holds no secret. */
export type TracedRequest = Pick<ConnectionInput, 'userId' | 'intent' | 'institution' | 'limits'>

/**
 * Something that happened to one connection. `at` is in milliseconds since the Unix epoch, by the clock of its port.
 *
 * A trace is plain JSON and holds no secret: texts of the server are reduced to known words, as in the machine.
 */
export type TraceEvent =
  /** The first event; it appears again only after a crash before anything was saved. */
  | { readonly type: 'began'; readonly at: number; readonly request: TracedRequest }
  /** The port was called. `call` counts from 1 and continues after a restore. A call aborted earlier is no event. */
  | {
      readonly type: 'called'
      readonly at: number
      readonly call: number
      readonly operation: keyof BankCalls
      readonly about: CallSubject
    }
  /** The call settled; `rejected`: the port threw, which is a bug of the port. */
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
   * The user submitted, answered or cancelled. It comes before all its effects; `answers` is the number of answers that
   * are not empty.
   */
  | {
      readonly type: 'acted'
      readonly at: number
      readonly act: 'submit' | 'answer' | 'cancel'
      readonly given: readonly CredentialField[]
      readonly answers: number
      readonly taken: E.Either<InputRejected, void>
    }
  /** The process died, so its pending calls never settle. */
  | { readonly type: 'crashed'; readonly at: number }
  /** Another process restored the saved connection. */
  | { readonly type: 'restored'; readonly at: number; readonly saved: SavedConnection }
  | {
      readonly type: 'ended'
      readonly at: number
      readonly end: E.Either<ConnectionFailure | StoreFailure, Connected>
    }

/** The events of one connection, in order, from the first. */
export type Trace = readonly TraceEvent[]

/**
 * A property that every connection has, whatever the bank, the network and the user do. Independent of a test runner.
 */
export interface ConnectionLaw {
  /** With a keyword of RFC 2119; also the name of its test. */
  readonly name: string
  /** Starts checking one connection. The result takes each event in order and returns the breach, or `null`. */
  readonly watch: () => (event: TraceEvent) => string | null
}
