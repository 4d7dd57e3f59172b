import { resolve } from 'node:path'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'

/** Where the bank is: in this process, or behind HTTP. */
export type BankConfig =
  | { readonly type: 'simulated' }
  /** `baseUrl` null: the API's own. */
  | { readonly type: 'http'; readonly apiKey: string; readonly baseUrl: string | null }

/** Where the connections are kept. */
export type DatabaseConfig =
  | { readonly type: 'postgres'; readonly url: string }
  /** Absolute path. */
  | { readonly type: 'folder'; readonly folder: string }

/** Everything that the service is told from outside. */
export interface Config {
  /** 0: any that is free. */
  readonly port: number
  readonly host: string
  /** Scheme, host and port under which people reach it; null: by http at this machine. */
  readonly publicOrigin: string | null
  readonly logLevel: LogLevel
  readonly bank: BankConfig
  readonly database: DatabaseConfig
}

/** Names a variable that is no good and says what to set; never its value, which may be a secret. */
export type ConfigError = string

const LogLevel = t.keyof({ fatal: null, error: null, warn: null, info: null, debug: null, silent: null }, 'LogLevel')
type LogLevel = t.TypeOf<typeof LogLevel>

const text = (name: string, accepts: (text: string) => boolean): t.Type<string> =>
  new t.Type(
    name,
    (u): u is string => typeof u === 'string' && accepts(u),
    (u, context) => (typeof u === 'string' && accepts(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  )

const Port = new t.Type<number, string>(
  'Port',
  (u): u is number => typeof u === 'number',
  (u, context) =>
    typeof u === 'string' && /^\d{1,5}$/.test(u) && Number(u) <= 65_535 ? t.success(Number(u)) : t.failure(u, context),
  String,
)

const urlOf = (given: string): URL | null => (URL.canParse(given) ? new URL(given) : null)

const isOrigin = (given: string): boolean => {
  const url = urlOf(given)
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === given
}

const isPostgres = (given: string): boolean => ['postgres:', 'postgresql:'].includes(urlOf(given)?.protocol ?? '')

const Environment = t.partial({
  PORT: Port,
  HOST: text('Host', (host) => /^[\w.:-]+$/.test(host)),
  PUBLIC_ORIGIN: text('Origin', isOrigin),
  LOG_LEVEL: LogLevel,
  BASIQ_API_KEY: text('ApiKey', (key) => /^\S+$/.test(key)),
  BASIQ_BASE_URL: text('BaseUrl', (url) => urlOf(url) !== null),
  DATABASE_URL: text('DatabaseUrl', isPostgres),
  DATA_DIR: text('Folder', (path) => !path.includes('\0')),
})

const REMEDIES: Readonly<Record<string, string>> = {
  PORT: 'set a whole number from 0 to 65535, or leave it out for 3000',
  HOST: 'set the name or address to listen at, or leave it out for 127.0.0.1',
  PUBLIC_ORIGIN: 'set scheme, host and port without a slash at the end, such as https://connect.example.com',
  LOG_LEVEL: 'set one of fatal, error, warn, info, debug, silent, or leave it out for info',
  BASIQ_API_KEY: 'set the API key as the dashboard of the API shows it, or leave it out for the simulated bank',
  BASIQ_BASE_URL: 'set an https URL, or an http one of this machine such as http://127.0.0.1:4010',
  DATABASE_URL: 'set an URL such as postgres://user@host:5432/name, or leave it out for a database in a folder',
  DATA_DIR: 'set the path of a folder, or leave it out for ./service-data',
}

/**
 * Reads the configuration from the variables of the environment; one that is empty counts as left out. Left: every
 * variable that is no good, with its remedy.
 */
export const readConfig = (
  env: Readonly<Record<string, string | undefined>>,
): E.Either<readonly ConfigError[], Config> => {
  const given = Object.fromEntries(Object.keys(REMEDIES).flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
  const decoded = Environment.decode(given)
  if (E.isLeft(decoded)) {
    const names = new Set(decoded.left.map(({ context }) => context[1]?.key ?? ''))
    return E.left([...names].map((name): ConfigError => `${name}: ${REMEDIES[name] ?? 'leave it out'}`))
  }
  const { PORT, HOST, PUBLIC_ORIGIN, LOG_LEVEL, BASIQ_API_KEY, BASIQ_BASE_URL, DATABASE_URL, DATA_DIR } = decoded.right
  const host = HOST ?? '127.0.0.1'
  if (BASIQ_BASE_URL !== undefined && BASIQ_API_KEY === undefined)
    return E.left(['BASIQ_API_KEY: set the key of the API at BASIQ_BASE_URL, or leave out both'])
  if (!isLoopback(host) && PUBLIC_ORIGIN === undefined)
    return E.left([
      'PUBLIC_ORIGIN: others can reach a service on this HOST; set the origin that they use, such as https://connect.example.com',
    ])
  return E.right({
    port: PORT ?? 3_000,
    host,
    publicOrigin: PUBLIC_ORIGIN ?? null,
    logLevel: LOG_LEVEL ?? 'info',
    bank:
      BASIQ_API_KEY === undefined
        ? { type: 'simulated' }
        : { type: 'http', apiKey: BASIQ_API_KEY, baseUrl: BASIQ_BASE_URL ?? null },
    database:
      DATABASE_URL === undefined
        ? { type: 'folder', folder: resolve(DATA_DIR ?? 'service-data') }
        : { type: 'postgres', url: DATABASE_URL },
  })
}

const isLoopback = (host: string): boolean => ['localhost', '::1'].includes(host) || /^127\.[\d.]+$/.test(host)
