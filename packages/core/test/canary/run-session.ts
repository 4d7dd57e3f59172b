import { driveActor } from './drive-actor.ts'
import { driveConnect, driveHandle } from './drive-handle.ts'
import { createHostileBank, type HostileBank } from './hostile-bank.ts'
import { drawSecret } from './secret.ts'
import { createRandom } from './seeded-random.ts'
import type { Session } from './session.ts'
import { createSinks, type Sinks } from './sinks.ts'

const DRIVERS = { handle: driveHandle, connect: driveConnect, actor: driveActor } as const

export interface SessionOptions {
  readonly seed: number
  /** Percentage of requests that fail. */
  readonly faultPercent: number
  /** What drives the connection: a handle, `connect`, or an actor of the machine. */
  readonly entry: keyof typeof DRIVERS
}

export interface SessionResult {
  /** The secrets that leaked, each with its sink. */
  readonly leaks: readonly string[]
  readonly sinks: Sinks
  readonly bank: HostileBank
  /** What happened: restores, cancellations, tags of failures. */
  readonly events: readonly string[]
  readonly secrets: readonly string[]
}

const REQUESTS = [
  { institutionId: 'AU00001' },
  { institutionId: 'AU00001' },
  { intent: 'update', connectionId: 'c-1' },
  { intent: 'refresh', connectionId: 'c-1' },
]

const AUTHORIZATIONS = ['user', 'user-mfa', 'user-mfa-intermittent', 'token']

/** Runs one connection to its end and searches all output for its secrets. */
export const runSession = async ({ seed, faultPercent, entry }: SessionOptions): Promise<SessionResult> => {
  const random = createRandom(seed)
  const sinks = createSinks()
  const bank = createHostileBank(random, faultPercent, random.pick(AUTHORIZATIONS))
  const secrets: string[] = []
  const events: string[] = []
  const session: Session = {
    random,
    bank,
    sinks,
    request: { userId: 'user-1', ...random.pick(REQUESTS) },
    newSecret: () => {
      const secret = secrets.length > 3 && random.chance(30) ? random.pick(secrets) : drawSecret(random)
      secrets.push(secret)
      return secret
    },
    record: (event) => void events.push(event),
  }
  const restoreConsole = captureConsole((line) => sinks.add('console', line))
  try {
    await DRIVERS[entry](session)
  } finally {
    restoreConsole()
  }
  for (const request of bank.requests) sinks.add('request', request)
  return { leaks: sinks.search([...new Set(secrets)]), sinks, bank, events, secrets }
}

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const

const captureConsole = (write: (line: string) => void): (() => void) => {
  const originals = METHODS.map((method) => [method, console[method]] as const)
  for (const method of METHODS) console[method] = (...values: readonly unknown[]) => write(values.map(String).join(' '))
  console.log('the console is captured')
  return () => {
    for (const [method, original] of originals) console[method] = original
  }
}
