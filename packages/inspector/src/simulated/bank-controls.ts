import type { MemoryBank } from '@bank-connection/memory-adapter'
import { readBankEvent, readFaultRule } from '@bank-connection/memory-adapter/serving'
import { either as E, function as F } from 'fp-ts'
import type { BankStatus } from '../feed/feed.ts'
import type { InspectorLimits } from '../feed/inspector-limits.ts'
import { type CommandError, commandError } from './command-error.ts'

type Done = E.Either<CommandError, null>

/** The status of the bank, without what only the server can add. */
export type ControlStatus = Pick<BankStatus, 'now' | 'speed' | 'faults'>

/** Controls of the simulated bank. */
export interface BankControls {
  readonly status: () => ControlStatus
  /** How often its time was advanced. */
  readonly advances: () => number
  /** Injects a fault: a rule as `bank.injectFault` accepts it. */
  readonly injectFault: (body: unknown) => Done
  readonly clearFaults: () => void
  /** Applies an event, as `bank.applyEvent` accepts it. */
  readonly applyEvent: (body: unknown) => Done
  readonly setSpeed: (speed: number) => void
  /** Advances time in many small steps, so that each timer fires close to its due time. */
  readonly advance: (ms: number) => Promise<Done>
}

/** Maximum number of steps of one advance, and the minimum step in milliseconds. */
const STEPS_MAX = 500
const STEP_MIN_MS = 1_000

/**
 * Creates the controls of a bank in real time.
 *
 * @param startSpeed - the current speed of the bank's time
 * @param turn - resolves when pending callbacks have run
 */
export const createBankControls = (
  bank: MemoryBank,
  { faultsMax }: Pick<InspectorLimits, 'faultsMax'>,
  startSpeed: number,
  turn: () => Promise<void>,
): BankControls => {
  let speed = startSpeed
  let advances = 0
  let isAdvancing = false

  const advance = async (ms: number): Promise<Done> => {
    if (isAdvancing) return commandError(409, 'ms: another advance is in progress; wait for it')
    isAdvancing = true
    const stepMs = Math.max(STEP_MIN_MS, Math.ceil(ms / STEPS_MAX))
    try {
      for (let left = ms; left > 0; left -= stepMs) {
        await bank.advance(Math.min(left, stepMs))
        await turn()
      }
      return E.right(null)
    } catch {
      return commandError(409, 'ms: the bank was advanced by a hundred years, the maximum; restart the inspector')
    } finally {
      isAdvancing = false
      advances += 1
    }
  }

  return {
    status: () => ({ now: bank.clock.now(), speed, faults: bank.faults().map(faultText) }),
    advances: () => advances,
    injectFault: (body) => {
      if (bank.faults().length >= faultsMax)
        return commandError(409, `fault: ${faultsMax} are set already; clear them first`)
      return F.pipe(
        readFaultRule(body),
        E.bimap(commandErrorOf, (rule) => {
          bank.injectFault(rule)
          return null
        }),
      )
    },
    clearFaults: bank.clearFaults,
    applyEvent: (body) => {
      const read = readBankEvent(body)
      if (E.isLeft(read)) return E.left(commandErrorOf(read.left))
      return E.tryCatch(
        () => {
          bank.applyEvent(read.right)
          return null
        },
        (error): CommandError => ({
          status: 422,
          problem: error instanceof Error ? error.message : 'event: it cannot be applied',
        }),
      )
    },
    setSpeed: (next) => {
      bank.setSpeed(next)
      speed = next
    },
    advance,
  }
}

const commandErrorOf = ({ detail = 'body: it is invalid' }: { readonly detail?: string }): CommandError => ({
  status: 400,
  problem: detail,
})

type Rule = ReturnType<MemoryBank['faults']>[number]

/** For example `lost-answer, POST /users/{userId}/connections, once`. */
const faultText = (rule: Rule): string => {
  const { fault, times, after, method, path } = rule
  const details = 'status' in rule ? ` ${rule.status}` : 'change' in rule ? ` ${rule.change}` : ''
  const where = [method, path].filter((part) => part !== null).join(' ')
  const count = times === null ? 'always' : times === 1 ? 'once' : `${times} times`
  return [`${fault}${details}`, where, count, after > 0 ? `after ${after} more` : '']
    .filter((part) => part !== '')
    .join(', ')
}
