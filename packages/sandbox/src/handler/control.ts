import type { BankRequest, BankResponse, MemoryBank } from '@bank-connection/memory-adapter'
import {
  ADVANCE_MAX_MS,
  jsonResponse,
  memberNotValid,
  noContent,
  notFound,
  notValid,
  objectOf,
  type Problem,
  problemResponse,
  problems,
  readBankEvent,
  readFaultRule,
} from '@bank-connection/memory-adapter/serving'
import { either as E } from 'fp-ts'
import { allowOf } from './allow-header.ts'

/** Prefix of the paths of the control endpoints. */
export const CONTROL_PREFIX = '/_sandbox/'

/** The control endpoints of a bank. */
export interface Control {
  /** Handles a request whose path starts with {@link CONTROL_PREFIX}. Never rejects. */
  readonly handle: (request: BankRequest) => Promise<BankResponse>
}

/** Creates the control endpoints of a bank. */
export const createControl = (bank: MemoryBank): Control => {
  const listed = (status: number): BankResponse => jsonResponse(status, { type: 'list', data: bank.faults() })

  const actions: Readonly<
    Record<string, Readonly<Record<string, (body: unknown) => Promise<BankResponse> | Problem>>>
  > = {
    advance: {
      POST: (body) => {
        const ms = objectOf(body)?.['ms']
        if (typeof ms !== 'number') return advanceMisfit
        const advanced = E.tryCatch(
          () => bank.advance(ms),
          () => advanceMisfit,
        )
        if (E.isLeft(advanced)) return advanced.left
        return advanced.right.then(() => jsonResponse(200, { now: bank.clock.now() }))
      },
    },
    speed: {
      POST: (body) => {
        const speed = objectOf(body)?.['speed']
        if (typeof speed !== 'number') return speedMisfit
        const changed = E.tryCatch(
          () => bank.setSpeed(speed),
          () => speedMisfit,
        )
        return E.isLeft(changed) ? changed.left : Promise.resolve(jsonResponse(200, { now: bank.clock.now() }))
      },
    },
    reset: {
      POST: async () => {
        bank.reset()
        return noContent
      },
    },
    events: {
      POST: (body) => {
        const read = readBankEvent(body)
        if (E.isLeft(read)) return read.left
        const happened = E.tryCatch(
          () => bank.applyEvent(read.right),
          (error) => notValid(error instanceof Error ? error.message : String(error), { parameter: 'event' }),
        )
        return E.isLeft(happened) ? happened.left : Promise.resolve(noContent)
      },
    },
    world: { GET: async () => jsonResponse(200, bank.world()) },
    faults: {
      GET: async () => listed(200),
      POST: (body) => {
        const rule = readFaultRule(body)
        if (E.isLeft(rule)) return rule.left
        bank.injectFault(rule.right)
        return Promise.resolve(listed(201))
      },
      DELETE: async () => {
        bank.clearFaults()
        return noContent
      },
    },
  }

  const handle = async (request: BankRequest): Promise<BankResponse> => {
    const refused = (problem: Problem, headers?: Readonly<Record<string, string>>): BankResponse =>
      problemResponse(bank.world(), bank.clock.now(), request, problem, headers)
    if (request.headers['origin'] !== undefined) return refused(fromPage)
    const [path = ''] = request.path.split('?', 1)
    const name = path.slice(CONTROL_PREFIX.length)
    const methods = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (methods === undefined) return refused(unknownAction(Object.keys(actions)))
    const allow = allowOf(Object.keys(methods))
    if (request.method === 'OPTIONS') return { ...noContent, headers: { allow } }
    const act = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined
    if (act === undefined) return refused(problems.methodNotAllowed, { allow })
    const answered = act(request.body)
    return 'code' in answered ? refused(answered) : answered
  }

  return { handle }
}

const advanceMisfit = memberNotValid(
  'ms',
  `give the milliseconds to advance, 0 or more, at most ${ADVANCE_MAX_MS} (100 years) in total, such as {"ms":60000}`,
)

const speedMisfit = memberNotValid(
  'speed',
  'give the bank milliseconds per real millisecond, 0 or more, such as {"speed":0}; not available in virtual time',
)

/** Rejects web pages: browsers send simple POST requests without a preflight, so any open page could control the bank. */
const fromPage: Problem = {
  status: 403,
  code: 'forbidden-access',
  title: 'Forbidden access',
  detail:
    'origin: web pages cannot use control endpoints; send the request from a test or a shell, without an Origin header',
  source: { parameter: 'origin', pointer: 'header/origin' },
}

const unknownAction = (names: readonly string[]): Problem =>
  notFound(`Unknown control endpoint; available: ${names.map((name) => CONTROL_PREFIX + name).join(', ')}.`)
