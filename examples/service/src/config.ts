import { resolve } from 'node:path'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { refined } from './codec/refined.ts'

export type BankConfig =
  | { readonly type: 'simulated' }
  /** `baseUrl`: `null` for the API's own. */
  | { readonly type: 'http'; readonly apiKey: string; readonly baseUrl: string | null }

export type DatabaseConfig =
  | { readonly type: 'postgres'; readonly url: string }
  /** Absolute path. */
  | { readonly type: 'folder'; readonly folder: string }

export interface Config {
  /** 0 for any free port. */
  readonly port: number
  readonly host: string
  /** The origin that browsers use; `null` for http on this machine. */
  readonly publicOrigin: string | null
  readonly logLevel: LogLevel
  readonly bank: BankConfig
  readonly database: DatabaseConfig
}

/** An invalid variable and what to set instead; never its value, which may be secret. */
export type ConfigError = string

const LogLevel = t.keyof({ fatal: null, error: null, warn: null, info: null, debug: null, silent: null }, 'LogLevel')
type LogLevel = t.TypeOf<typeof LogLevel>

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
  HOST: refined(t.string, 'Host', (host) => /^[\w.:-]+$/.test(host)),
  PUBLIC_ORIGIN: refined(t.string, 'Origin', isOrigin),
  LOG_LEVEL: LogLevel,
  BASIQ_API_KEY: refined(t.string, 'ApiKey', (key) => /^\S+$/.test(key)),
  BASIQ_BASE_URL: refined(t.string, 'BaseUrl', (url) => urlOf(url) !== null),
  DATABASE_URL: refined(t.string, 'DatabaseUrl', isPostgres),
  DATA_DIR: refined(t.string, 'Folder', (path) => !path.includes('\0')),
})

const REMEDIES: Readonly<Record<string, string>> = {
  PORT: 'set a whole number from 0 to 65535, or leave it out for 3000',
  HOST: 'set the name or address to listen on, or leave it out for 127.0.0.1',
  PUBLIC_ORIGIN: 'set scheme, host and port without a trailing slash, such as https://connect.example.com',
  LOG_LEVEL: 'set one of fatal, error, warn, info, debug, silent, or leave it out for info',
  BASIQ_API_KEY: 'set the API key from the dashboard of the API, or leave it out for the simulated bank',
  BASIQ_BASE_URL: 'set an https URL, or an http URL on this machine such as http://127.0.0.1:4010',
  DATABASE_URL: 'set a URL such as postgres://user@host:5432/name, or leave it out for a database in a folder',
  DATA_DIR: 'set the path of a folder, or leave it out for ./service-data',
}

/**
 * Reads the configuration from environment variables. An empty variable counts as absent. Left: every invalid variable
 * with its remedy.
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
      'PUBLIC_ORIGIN: other machines can reach this HOST; set the origin that they use, such as https://connect.example.com',
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
