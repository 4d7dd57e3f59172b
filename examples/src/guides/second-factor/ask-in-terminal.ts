import type { Challenge } from '@bank-connection/core'
import type { Clock } from '@bank-connection/core/adapter'

/** Asks one question, as `question` of `node:readline/promises` does. Rejects when the signal aborts. */
export type Ask = (question: string, signal: AbortSignal) => Promise<string>

/** An `onChallenge` for a terminal. Its questions are withdrawn when the challenge expires. */
export const askInTerminal =
  (ask: Ask, clock: Clock) =>
  async ({ description, prompts, expiresAt }: Challenge): Promise<readonly string[]> => {
    const over = new AbortController()
    const expired = clock.sleep(expiresAt - clock.now(), over.signal).then(() => over.abort())
    try {
      if (prompts.length === 0) {
        await ask(`${description ?? 'Confirm in the app of your bank'}, then press Enter. `, over.signal)
        return ['confirmed']
      }
      const answers: string[] = []
      for (const prompt of prompts) answers.push(await ask(`${prompt} `, over.signal))
      return answers
    } finally {
      over.abort()
      await expired
    }
  }
