import { requireOption } from '@bank-connection/core/adapter'
import { encodeBase64 } from './base64.ts'
import { digest } from './hash.ts'
import { type BankInstitution, sandboxInstitutions } from './institutions.ts'
import { type KnownLogin, knownLogin, scriptedLoginHolder } from './login-digests.ts'
import { type BankLogin, sandboxLogins } from './logins.ts'
import { type DurationModel, defaultDurations } from './step-durations.ts'
import { defaultUndocumentedBehaviour, type UndocumentedBehaviour } from './undocumented.ts'

/**
 * A period in which an institution is unavailable, in milliseconds since the Unix epoch. It applies when a job starts to
 * log in, and at each retry of a queued job; a job that is already logged in is not affected.
 */
export interface Outage {
  readonly institutionId: string
  /** Inclusive. */
  readonly from: number
  /** Exclusive. */
  readonly until: number
}

/** Rate limit of the API. */
export interface RequestLimit {
  readonly requestsMax: number
  readonly windowMs: number
}

/** Options of a simulated bank. All are optional. */
export interface WorldOptions {
  /** Whole number that determines every draw. Default: 1 */
  readonly seed?: number
  /** Additional institutions; one with an existing id replaces it. Default: none */
  readonly institutions?: readonly BankInstitution[]
  /** Additional logins; one with an existing login id or user token replaces it. Default: none */
  readonly logins?: readonly BankLogin[]
  /** Ids of the initial users. Default: `user-1` */
  readonly users?: readonly string[]
  /** Outages of institutions. Default: none */
  readonly outages?: readonly Outage[]
  /** Behaviour that the API does not document. Default: {@link defaultUndocumentedBehaviour} */
  readonly undocumented?: Partial<UndocumentedBehaviour>
  /** How long jobs take. Default: {@link defaultDurations} */
  readonly durations?: Partial<DurationModel>
  /** The key that `POST /token` accepts, without spaces. Default: {@link sandboxApiKey} */
  readonly apiKey?: string
  /** Scheme and host of absolute links. Default: `https://au-api.basiq.io` */
  readonly baseUrl?: string
  /** Maximum number of connections; null: unlimited. Default: 500, as in the sandbox */
  readonly connectionsMax?: number | null
  /** Rate limit; null: unlimited. Default: null */
  readonly requestLimit?: RequestLimit | null
}

/** Options with all defaults, and digests in place of secrets: see `World`. */
export interface Setup {
  readonly seed: number
  readonly baseUrl: string
  readonly apiKey: string
  readonly connectionsMax: number | null
  readonly requestLimit: RequestLimit | null
  readonly institutions: readonly BankInstitution[]
  /** The last one is the holder of scripted logins. */
  readonly logins: readonly KnownLogin[]
  readonly outages: readonly Outage[]
  readonly durations: DurationModel
  readonly undocumented: UndocumentedBehaviour
}

/**
 * Default API key of the simulated bank; not a secret.
 *
 * @source Basiq API v2.1, Authentication: a key from the dashboard is already base64
 */
export const sandboxApiKey: string = encodeBase64('memory-bank:sandbox')

/**
 * Fills in the defaults. Pure; the result shares no objects with the options.
 *
 * @throws Error that names the option and the remedy when `seed`, `apiKey` or `durations.shares` is invalid
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
