import { createDraw } from './seeded-random.ts'
import { createHostileBank, type HostileBank } from './hostile-bank.ts'
import { playActor } from './drive-actor.ts'
import { playConnect, playHandle } from './drive-handle.ts'
import type { Scene } from './session.ts'
import { drawSecret } from './secret.ts'
import { createSinks, type Sinks } from './sinks.ts'

export interface Story {
  readonly seed: number
  /** The share of requests that go wrong, in percent. */
  readonly faults: number
  /** By which door: the handle, `connect`, or an actor of one's own. */
  readonly door: 'handle' | 'connect' | 'actor'
}

export interface Played {
  /** Which secrets came out, and where. */
  readonly leaks: readonly string[]
  readonly sinks: Sinks
  readonly bank: HostileBank
  /** Restorations, cancellations, the tag of the end, and the like. */
  readonly happenings: readonly string[]
  readonly secrets: readonly string[]
}

const REQUESTS = [
  { institutionId: 'AU00001' },
  { institutionId: 'AU00001' },
  { intent: 'update', connectionId: 'c-1' },
  { intent: 'refresh', connectionId: 'c-1' },
]

const AUTHORIZATIONS = ['user', 'user-mfa', 'user-mfa-intermittent', 'token']

/** Runs one story to its end, and looks for its secrets in everything that came out. */
export const play = async ({ seed, faults, door }: Story): Promise<Played> => {
  const draw = createDraw(seed)
  const sinks = createSinks()
  const bank = createHostileBank(draw, faults, draw.pick(AUTHORIZATIONS))
  const secrets: string[] = []
  const happenings: string[] = []
  const scene: Scene = {
    draw,
    bank,
    sinks,
    request: { userId: 'user-1', ...draw.pick(REQUESTS) },
    secret: () => {
      const secret = secrets.length > 3 && draw.luck(30) ? draw.pick(secrets) : drawSecret(draw)
      secrets.push(secret)
      return secret
    },
    happened: (what) => void happenings.push(what),
  }
  const written: string[] = []
  const restore = listenToConsole(written)
  const players = { handle: playHandle, connect: playConnect, actor: playActor }
  try {
    await players[door](scene)
  } finally {
    restore()
  }
  for (const line of [...written, ...bank.requests]) sinks.note(written.includes(line) ? 'console' : 'request', line)
  return { leaks: sinks.search([...new Set(secrets)]), sinks, bank, happenings, secrets }
}

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const

const listenToConsole = (written: string[]): (() => void) => {
  const usual = METHODS.map((method) => [method, console[method]] as const)
  const { write } = process.stderr
  for (const [method] of usual)
    console[method] = (...said: readonly unknown[]) => void written.push(said.map(String).join(' '))
  console.log('the console is heard')
  return () => {
    for (const [method, own] of usual) console[method] = own
    process.stderr.write = write
  }
}
