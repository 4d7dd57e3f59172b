import { either as E } from 'fp-ts'
import { unreachable } from '../../failure/connection-failure.ts'
import type { BankPort, Call } from '../../protocol/port.ts'

/**
 * A port whose requests that must not be repeated leave only once `opens` has answered that they may; else they settle
 * as never sent. All others leave at once.
 *
 * @param opens - asked once per request; must not reject
 */
export const gatedPort = (port: BankPort, opens: () => Promise<boolean>): BankPort => {
  const gated =
    <I, A>(call: Call<I, A>): Call<I, A> =>
    (input, signal) =>
    async () => {
      const isOpen = await opens()
      // A caller that has given up meanwhile, or has been told to look elsewhere, must not be surprised by a late
      // request.
      return isOpen && signal?.aborted !== true ? call(input, signal)() : E.left(unreachable('cancelled', 'no'))
    }
  return {
    ...port,
    createConnection: gated(port.createConnection),
    refreshConnection: gated(port.refreshConnection),
    updateConnection: gated(port.updateConnection),
    answerMfa: gated(port.answerMfa),
  }
}
