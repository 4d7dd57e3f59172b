import type { FaultRule, MemoryBank } from '@bank-connection/memory-adapter'
import { readBankEvent, readFaultRule } from '@bank-connection/memory-adapter/serving'
import { either as E } from 'fp-ts'
import type { BankStanding } from '../feed/feed.ts'
import type { InspectorLimits } from '../feed/inspector-limits.ts'
import { type Trouble, trouble } from './command-problem.ts'

type Done = E.Either<Trouble, null>

/** How it stands with the bank, without what only a server knows. */
export type BankState = Pick<BankStanding, 'now' | 'speed' | 'faults'>

/** What steers the simulated bank. */
export interface BankControls {
  readonly state: () => BankState
  /** Changes whenever its time was put forward. */
  readonly advances: () => number
  /** Sets a fault, as `bank.disturb` takes it. */
  readonly fault: (body: unknown) => Done
  /** Drops all faults. */
  readonly calm: () => void
  /** Lets something happen, as `bank.happen` takes it. */
  readonly event: (body: unknown) => Done
  readonly pace: (speed: number) => void
  /** Lets time pass in many steps, so that who waits on the way wakes on the way. */
  readonly advance: (ms: number) => Promise<Done>
}

/** How many steps time is put forward in at most, and how long one is at least, in milliseconds. */
const STEPS_MAX = 500
const STEP_MIN_MS = 1_000

/**
 * Creates the controls of a bank in real time.
 *
 * @param startSpeed - at which its time passes already
 * @param turn - lets everything run that need not wait
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
    if (isAdvancing) return trouble(409, 'ms: time is being put forward already; wait for it')
    isAdvancing = true
    const stepMs = Math.max(STEP_MIN_MS, Math.ceil(ms / STEPS_MAX))
    try {
      for (let left = ms; left > 0; left -= stepMs) {
        await bank.advance(Math.min(left, stepMs))
        await turn()
      }
      return E.right(null)
    } catch {
      return trouble(409, 'ms: this bank has been put forward by a hundred years; start anew')
    } finally {
      isAdvancing = false
      advances += 1
    }
  }

  return {
    state: () => ({ now: bank.clock.now(), speed, faults: bank.faults().map(faultText) }),
    advances: () => advances,
    fault: (body) => {
      if (bank.faults().length >= faultsMax) return trouble(409, `fault: ${faultsMax} are set; calm the bank first`)
      return E.bimap(problemOf, (rule: FaultRule) => {
        bank.injectFault(rule)
        return null
      })(readFaultRule(body))
    },
    calm: bank.clearFaults,
    event: (body) => {
      const read = readBankEvent(body)
      if (E.isLeft(read)) return E.left(problemOf(read.left))
      return E.tryCatch(
        () => {
          bank.applyEvent(read.right)
          return null
        },
        (error): Trouble => ({
          status: 422,
          problem: error instanceof Error ? error.message : 'event: it cannot happen',
        }),
      )
    },
    pace: (next) => {
      bank.setSpeed(next)
      speed = next
    },
    advance,
  }
}

const problemOf = ({ detail = 'body: it does not fit' }: { readonly detail?: string }): Trouble => ({
  status: 400,
  problem: detail,
})

type Rule = ReturnType<MemoryBank['faults']>[number]

/** `lost-answer, POST /users/{userId}/connections, once`. */
const faultText = (rule: Rule): string => {
  const { fault, times, after, method, path } = rule
  const details = 'status' in rule ? ` ${rule.status}` : 'change' in rule ? ` ${rule.change}` : ''
  const where = [method, path].filter((part) => part !== null).join(' ')
  const often = times === null ? 'always' : times === 1 ? 'once' : `${times} times`
  return [`${fault}${details}`, where, often, after > 0 ? `after ${after} more` : '']
    .filter((part) => part !== '')
    .join(', ')
}
