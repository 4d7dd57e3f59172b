import type { BankResponse } from '../exchange.ts'
import type { Fault } from '../fault.ts'
import type { Problem } from '../problem.ts'

/** How an answer reaches the client: as it is; until its connection is cut; or not at all. */
export type Ending = 'whole' | 'cut' | 'none'

/** An answer, and how much of it the client is to get: of one that is cut, the length is that of the whole. */
export interface Answered {
  readonly response: Response
  readonly ending: Ending
}

/** What a fault may do with the request that it hits. */
interface Victim {
  /** Asks the bank: the request has its effect. */
  readonly ask: () => Promise<BankResponse>
  readonly refuse: (problem: Problem, headers: Readonly<Record<string, string>>) => Response
  /** Waits for real milliseconds, or until the client is gone. */
  readonly wait: (ms: number) => Promise<void>
}

/** Answers a request that a fault hits. */
export const faultyAnswer = async (fault: Fault, { ask, refuse, wait }: Victim): Promise<Answered> => {
  switch (fault.fault) {
    case 'status': {
      const { status, code, retryAfter } = fault
      const headers = retryAfter === null ? {} : { 'retry-after': retryAfter }
      return whole(refuse({ status, code, title: 'Simulated fault' }, headers))
    }
    case 'html':
      return whole(
        new Response(PAGE, { status: fault.status, headers: { 'content-type': 'text/html; charset=utf-8' } }),
      )
    case 'reset':
      return lost()
    case 'lost-answer':
      await ask()
      return lost()
    case 'delay':
      await wait(fault.ms)
      return whole(toResponse(await ask()))
    case 'truncated':
      return truncated(await ask())
    case 'empty': {
      const { status, headers } = await ask()
      const length = status === 204 ? {} : { 'content-length': '0' }
      return whole(new Response(null, { status, headers: { ...headers, ...length } }))
    }
  }
}

/** An answer of the bank as the platform has it. */
export const toResponse = ({ status, headers, body }: BankResponse): Response =>
  new Response(body === null ? null : JSON.stringify(body), { status, headers })

/** What a proxy says when it does not reach whom it stands for. */
const PAGE = '<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>\n'

const whole = (response: Response): Answered => ({ response, ending: 'whole' })

/** An answer without a body that could be cut is lost altogether. */
const truncated = ({ status, headers, body }: BankResponse): Answered => {
  if (body === null) return lost()
  const bytes = new TextEncoder().encode(JSON.stringify(body))
  const length = { 'content-length': String(bytes.length) }
  const half = bytes.subarray(0, bytes.length / 2)
  return { response: new Response(half, { status, headers: { ...headers, ...length } }), ending: 'cut' }
}

const lost = (): Answered => ({ response: new Response(null), ending: 'none' })
