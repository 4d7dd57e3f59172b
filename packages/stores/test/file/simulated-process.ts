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

/** Requests that must not be repeated, and what must be stored before they leave. */
export const STORED_BEFORE = {
  createConnection: 'creating',
  refreshConnection: 'creating',
  updateConnection: 'creating',
  answerMfa: 'answering',
} as const

type Once = keyof typeof STORED_BEFORE

/** What the person of a connection does, whoever asks. */
export interface Person {
  readonly credentials: Credentials
  readonly answers: readonly string[]
}

/** A process as others see it: what reaches the bank and the store, until it is killed. */
export interface Owner {
  readonly port: BankPort
  readonly store: ConnectionStore
  /** What it has done so far: `> getJob` is about to leave, `< getJob` was answered; `+` and `=` of a save alike. */
  readonly moments: readonly string[]
  /** How often each request has reached the bank. */
  readonly served: Readonly<Record<string, number>>
  /** Requests that left though the store did not say so. */
  readonly unsaid: readonly string[]
  readonly isKilled: () => boolean
  /** Resolves when it is killed. */
  readonly death: Promise<null>
}

/**
 * What becomes of a save: `lost` is not stored, `unheard` is, and its confirmation gets lost; `taken`: another owner
 * has saved before; `thrown`: the store breaks its promise.
 */
export type Fate = 'stored' | 'lost' | 'unheard' | 'taken' | 'thrown'

const never = (): Promise<never> => new Promise(() => undefined)

const unavailable = E.left({ _tag: 'StoreUnavailable', operation: 'save', reason: 'EIO' } as const)

/**
 * A process that is killed at its `killAt`th moment: from then on nothing of it reaches anybody, and nobody answers it.
 *
 * @param id - of the connection that it owns
 * @param killAt - from 0; `null`: never
 * @param onMoment - told of each moment
 * @param fates - of its saves, in their order; `stored` when there are no more
 */
export const createOwner = (
  bank: BankPort,
  shared: ConnectionStore,
  id: string,
  killAt: number | null,
  fates: readonly Fate[] = [],
  onMoment: (name: string) => void = () => undefined,
): Owner => {
  const moments: string[] = []
  const served: Record<string, number> = {}
  const unsaid: string[] = []
  let killed = false
  let die: (value: null) => void = () => undefined
  const death = new Promise<null>((resolve) => {
    die = resolve
  })
  const moment = async (name: string): Promise<void> => {
    if (!killed) {
      moments.push(name)
      onMoment(name)
    }
    if (moments.length - 1 === killAt) killed = true
    if (!killed) return
    die(null)
    await never()
  }
  const check = async (name: string): Promise<void> => {
    const wanted = STORED_BEFORE[name as Once]
    const stored = wanted === undefined ? null : await shared.load(id)()
    const at = stored !== null && E.isRight(stored) && stored.right !== null ? pointOf(stored.right.saved) : undefined
    if (at !== wanted) unsaid.push(`${name} while ${at}`)
  }
  const call =
    (name: string, make: (...given: never[]) => () => Promise<unknown>) =>
    (...given: never[]) =>
    async () => {
      await moment(`> ${name}`)
      await check(name)
      served[name] = (served[name] ?? 0) + 1
      const result = await make(...given)()
      await moment(`< ${name}`)
      return result
    }
  let saves = 0
  const rival = async (fate: Fate, ...given: Parameters<ConnectionStore['save']>) => {
    if (fate === 'taken') await shared.save(...given)()
    return shared.save(...given)()
  }
  const { clock, ...calls } = bank
  const port = Object.fromEntries(Object.entries(calls).map(([name, make]) => [name, call(name, make as never)]))
  return {
    port: { ...port, clock } as unknown as BankPort,
    store: {
      ...shared,
      save: (storedId, saved, revision) => async () => {
        const at = pointOf(saved)
        await moment(`+ ${at}`)
        const fate = fates[saves++] ?? 'stored'
        const result = await (fate === 'lost' || fate === 'thrown'
          ? unavailable
          : rival(fate, storedId, saved, revision))
        await moment(`${fate === 'stored' ? '=' : '!'} ${at}`)
        if (fate === 'thrown') throw new Error('a store that breaks its promise')
        return fate === 'unheard' ? unavailable : result
      },
    },
    moments,
    served,
    unsaid,
    isKilled: () => killed,
    death,
  }
}

/** Where a saved connection was. */
export const pointOf = (saved: unknown): string => String((saved as { readonly at?: unknown } | null)?.at)

/** Gives what is asked for as often as it is asked for. */
export const attend = (kept: KeptConnection, { credentials, answers }: Person): void => {
  let before = ''
  kept.subscribe((view) => {
    const asked = view._tag === 'Challenged' ? `Challenged ${view.challenge.round}` : view._tag
    if (asked === before) return
    before = asked
    if (view._tag === 'Collecting') taken(kept.submit(askedFor(view, credentials)))
    if (view._tag === 'Challenged') taken(kept.answer(answers))
  })
}

/** The credentials that a form asks for. */
const askedFor = ({ fields }: CollectingView, credentials: Credentials): Credentials =>
  Object.fromEntries(fields.map(({ field }) => [field, credentials[field] ?? '']))

const taken = (result: E.Either<unknown, void>): void => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
}

/** What the process does that owns the connection: it goes on with what is stored, or begins. */
export const own = async ({ port, store }: Pick<Owner, 'port' | 'store'>, id: string, request: ConnectionRequest) => {
  const resumed = await resumeConnection(port, store, id)()
  return E.isLeft(resumed) && resumed.left._tag === 'NotStored' ? keepConnection(port, store, id, request)() : resumed
}
