import {
  type BankPort,
  type CollectingView,
  type ConnectionRequest,
  type ConnectionStore,
  type Credentials,
  type KeptConnection,
  keepConnection,
  resumeConnection,
} from '@bank-connection/core'
import { either as E } from 'fp-ts'

/** Requests that must not be repeated, and the state that must be stored before they are sent. */
export const STORED_BEFORE = {
  createConnection: 'creating',
  refreshConnection: 'creating',
  updateConnection: 'creating',
  answerMfa: 'answering',
} as const

type UnrepeatableRequest = keyof typeof STORED_BEFORE

/** The input for every form and challenge of a connection. */
export interface UserInput {
  readonly credentials: Credentials
  readonly answers: readonly string[]
}

/** A process as the bank and the store see it, until it is killed. */
export interface SimulatedProcess {
  readonly port: BankPort
  readonly store: ConnectionStore
  /** What it has done: `> getJob` before a request, `< getJob` after its response; `+` and `=` around a save. */
  readonly events: readonly string[]
  /** How many requests of each kind reached the bank. */
  readonly served: Readonly<Record<string, number>>
  /** Requests that were sent before their state was stored. */
  readonly unsavedRequests: readonly string[]
  readonly isKilled: () => boolean
  /** Resolves when it is killed. */
  readonly killed: Promise<null>
}

/**
 * The outcome of a save. `failed`: not stored; `unconfirmed`: stored, but reported as failed; `conflict`: another process
 * saved before; `thrown`: the store throws.
 */
export type SaveOutcome = 'stored' | 'failed' | 'unconfirmed' | 'conflict' | 'thrown'

const never = (): Promise<never> => new Promise(() => undefined)

const unavailable = E.left({ _tag: 'StoreUnavailable', operation: 'save', reason: 'EIO' } as const)

/**
 * Simulates a process that is killed at event `killAt`: from then on it sends nothing and receives nothing.
 *
 * @param id - of the connection
 * @param killAt - from 0; `null`: never
 * @param saveOutcomes - outcomes of its saves, in order; `stored` after the last one
 */
export const createSimulatedProcess = (
  bank: BankPort,
  shared: ConnectionStore,
  id: string,
  killAt: number | null,
  saveOutcomes: readonly SaveOutcome[] = [],
  onEvent: (name: string) => void = () => undefined,
): SimulatedProcess => {
  const events: string[] = []
  const served: Record<string, number> = {}
  const unsavedRequests: string[] = []
  let isKilled = false
  let resolveKilled: (value: null) => void = () => undefined
  const killed = new Promise<null>((resolve) => {
    resolveKilled = resolve
  })
  const event = async (name: string): Promise<void> => {
    if (!isKilled) {
      events.push(name)
      onEvent(name)
    }
    if (events.length - 1 === killAt) isKilled = true
    if (!isKilled) return
    resolveKilled(null)
    await never()
  }
  const check = async (name: string): Promise<void> => {
    const wanted = STORED_BEFORE[name as UnrepeatableRequest]
    const stored = wanted === undefined ? null : await shared.load(id)()
    const at =
      stored !== null && E.isRight(stored) && stored.right !== null ? savedStateOf(stored.right.saved) : undefined
    if (at !== wanted) unsavedRequests.push(`${name} while ${at}`)
  }
  const call =
    (name: string, make: (...given: never[]) => () => Promise<unknown>) =>
    (...given: never[]) =>
    async () => {
      await event(`> ${name}`)
      await check(name)
      served[name] = (served[name] ?? 0) + 1
      const result = await make(...given)()
      await event(`< ${name}`)
      return result
    }
  let saves = 0
  const saveDespiteConflict = async (outcome: SaveOutcome, ...given: Parameters<ConnectionStore['save']>) => {
    if (outcome === 'conflict') await shared.save(...given)()
    return shared.save(...given)()
  }
  const { clock, ...calls } = bank
  const port = Object.fromEntries(Object.entries(calls).map(([name, make]) => [name, call(name, make as never)]))
  return {
    port: { ...port, clock } as unknown as BankPort,
    store: {
      ...shared,
      save: (storedId, saved, revision) => async () => {
        const at = savedStateOf(saved)
        await event(`+ ${at}`)
        const outcome = saveOutcomes[saves++] ?? 'stored'
        const result = await (outcome === 'failed' || outcome === 'thrown'
          ? unavailable
          : saveDespiteConflict(outcome, storedId, saved, revision))
        await event(`${outcome === 'stored' ? '=' : '!'} ${at}`)
        if (outcome === 'thrown') throw new Error('a store that throws')
        return outcome === 'unconfirmed' ? unavailable : result
      },
    },
    events,
    served,
    unsavedRequests,
    isKilled: () => isKilled,
    killed,
  }
}

/** The state of a saved connection. */
export const savedStateOf = (saved: unknown): string => String((saved as { readonly at?: unknown } | null)?.at)

/** Submits the input for each form and challenge. */
export const submitInput = (kept: KeptConnection, { credentials, answers }: UserInput): void => {
  let submitted = ''
  kept.subscribe((view) => {
    const input = view._tag === 'Challenged' ? `Challenged ${view.challenge.round}` : view._tag
    if (input === submitted) return
    submitted = input
    if (view._tag === 'Collecting') expectAccepted(kept.submit(requestedIn(view, credentials)))
    if (view._tag === 'Challenged') expectAccepted(kept.answer(answers))
  })
}

/** The credentials for the fields of a form. */
const requestedIn = ({ fields }: CollectingView, credentials: Credentials): Credentials =>
  Object.fromEntries(fields.map(({ field }) => [field, credentials[field] ?? '']))

const expectAccepted = (result: E.Either<unknown, void>): void => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
}

/** Resumes the stored connection, or starts it. */
export const resumeOrKeep = async (
  { port, store }: Pick<SimulatedProcess, 'port' | 'store'>,
  id: string,
  request: ConnectionRequest,
) => {
  const resumed = await resumeConnection(port, store, id)()
  return E.isLeft(resumed) && resumed.left._tag === 'NotStored' ? keepConnection(port, store, id, request)() : resumed
}
