import { encodeBase64 } from './base64.ts'
import { type DurationModel, defaultDurations } from './durations.ts'
import { digest } from './hash.ts'
import { type BankInstitution, sandboxInstitutions } from './institutions.ts'
import { type KnownLogin, knownLogin, scriptedLoginHolder } from './login-digests.ts'
import { type BankLogin, sandboxLogins } from './logins.ts'
import { requireOption } from './require-option.ts'
import { defaultUndocumentedBehaviour, type UndocumentedBehaviour } from './undocumented.ts'

/**
 * A time during which an institution lets nobody in, in milliseconds since the Unix epoch. It counts at the instant at
 * which a job begins its login, and at each retry of one that is queued; a job that is past that goes on undisturbed.
 */
export interface Outage {
  readonly institutionId: string
  /** Included. */
  readonly from: number
  /** Not included. */
  readonly until: number
}

/** How many requests the API takes in a window of time. */
export interface RequestLimit {
  readonly requestsMax: number
  readonly windowMs: number
}

/** What a simulated bank can be told. Every member has a default. */
export interface WorldOptions {
  /** A whole number that every draw depends on. 1 */
  readonly seed?: number
  /** Institutions beside those of the sandbox; one with the same id replaces. None */
  readonly institutions?: readonly BankInstitution[]
  /** Logins beside the published ones; one with the same login replaces. None */
  readonly logins?: readonly BankLogin[]
  /** Ids of the users that exist from the start. `user-1` */
  readonly users?: readonly string[]
  /** When institutions cannot be reached. Never */
  readonly outages?: readonly Outage[]
  /** What the bank does where the API's pages are silent. See {@link UndocumentedBehaviour} */
  readonly undocumented?: Partial<UndocumentedBehaviour>
  /** How long jobs take. See {@link DurationModel} */
  readonly durations?: Partial<DurationModel>
  /** The key that `POST /token` accepts; any text without spaces. {@link sandboxApiKey} */
  readonly apiKey?: string
  /** Scheme and host of absolute links. `https://au-api.basiq.io` */
  readonly baseUrl?: string
  /** How many connections may exist at a time; null: any number. 500, as in the sandbox */
  readonly connectionsMax?: number | null
  /** null: any number of requests is answered. null */
  readonly requestLimit?: RequestLimit | null
}

/** The options of a world with every default filled in; secrets are kept as digests: see `World`. */
export interface Setup {
  readonly seed: number
  readonly baseUrl: string
  readonly apiKey: string
  readonly connectionsMax: number | null
  readonly requestLimit: RequestLimit | null
  readonly institutions: readonly BankInstitution[]
  /** The last one is the person of the scripted logins. */
  readonly logins: readonly KnownLogin[]
  readonly outages: readonly Outage[]
  readonly durations: DurationModel
  readonly undocumented: UndocumentedBehaviour
}

/**
 * The key that the simulated bank accepts unless told otherwise; it is no secret.
 *
 * @source Basiq API v2.1, Authentication: a key from the dashboard is already base64
 */
export const sandboxApiKey: string = encodeBase64('memory-bank:sandbox')

/**
 * Fills in the defaults. Pure; the result shares nothing with the options.
 *
 * @throws Error that names the option and the remedy, when `seed` is not a whole number, `apiKey` is empty or has a
 * space, or `durations.shares` are not proportions
 */
export const setupOf = (options: WorldOptions): Setup => {
  const seed = options.seed ?? 1
  requireOption(Number.isSafeInteger(seed), 'seed must be a whole number, such as 1; leave it out for 1')
  const apiKey = options.apiKey ?? sandboxApiKey
  requireOption(/^\S+$/.test(apiKey), 'apiKey must be a text without spaces; leave it out for sandboxApiKey')
  const durations = { ...defaultDurations, ...options.durations }
  requireOption(
    durations.shares.every((share) => Number.isFinite(share) && share >= 0) &&
      durations.shares.some((share) => share > 0),
    'durations.shares must be numbers of 0 or more, not all 0, such as [0.35, 0.2, 0.45]',
  )
  return {
    seed,
    baseUrl: options.baseUrl ?? 'https://au-api.basiq.io',
    apiKey: digestApiKey(seed, apiKey),
    connectionsMax: options.connectionsMax === undefined ? 500 : options.connectionsMax,
    requestLimit: options.requestLimit ? { ...options.requestLimit } : null,
    institutions: mergeBy(sandboxInstitutions, options.institutions ?? [], ({ id }) => id),
    logins: [
      ...mergeBy(
        sandboxLogins.map((login) => knownLogin(seed, login)),
        (options.logins ?? []).map((login) => knownLogin(seed, login)),
        ({ name }) => name,
      ),
      scriptedLoginHolder(seed),
    ],
    outages: (options.outages ?? []).map((outage) => ({ ...outage })),
    durations: { ...durations, shares: [...durations.shares] },
    undocumented: { ...defaultUndocumentedBehaviour, ...options.undocumented },
  }
}

/** Digest of an API key. */
export const digestApiKey = (seed: number, apiKey: string): string => digest(seed, 'api-key', apiKey)

const mergeBy = <A extends object>(
  usual: readonly A[],
  extra: readonly A[],
  keyOf: (record: A) => string,
): readonly A[] => {
  const all = new Map(usual.map((record) => [keyOf(record), record]))
  for (const record of extra) all.set(keyOf(record), record)
  return [...all.values()].map((record) => ({ ...record }))
}
