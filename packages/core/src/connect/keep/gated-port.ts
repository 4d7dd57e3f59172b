import { either as E } from 'fp-ts'
import { unreachable } from '../../failure/port-error.ts'
import type { BankPort, Call } from '../../protocol/port.ts'

/**
 * A port that holds back requests that must not be repeated until `opens` resolves to true; otherwise they settle as
 * not sent. All others are sent at once.
 *
 * @param opens - called once per request; must not reject
 */
export const gatedPort = (port: BankPort, opens: () => Promise<boolean>): BankPort => {
  const gated =
    <I, A>(call: Call<I, A>): Call<I, A> =>
    (input, signal) =>
    async () => {
      const isOpen = await opens()
      // A caller that has aborted in the meantime must not be surprised by a late request.
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
