import type { taskEither as TE } from 'fp-ts'
import type { PortError } from '../failure/port-error.ts'
import type { BankCalls, BankPort } from '../protocol/port.ts'
import type { AbortSignalLike } from '../time/abort.ts'
import type { Clock } from '../time/clock.ts'
import { BANK_OPERATIONS } from './bank-operations.ts'

/** An operation of any input and result. */
export type AnyOperation = (input: object, signal?: AbortSignalLike) => TE.TaskEither<PortError, unknown>

/** Wraps every operation of a port, also of one whose members are not enumerable. */
export const wrappedPort = (
  port: BankPort,
  wrap: (operation: keyof BankCalls, below: AnyOperation) => AnyOperation,
  clock: Clock = port.clock,
): BankPort => {
  const wrapped: Record<string, unknown> = { clock }
  for (const name of BANK_OPERATIONS) wrapped[name] = wrap(name, port[name] as unknown as AnyOperation)
  return wrapped as unknown as BankPort
}
