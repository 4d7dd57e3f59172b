import { inspect } from 'node:util'
import { connect } from '@bank-connection/core'
import { type BankLogin, createMemoryBank, sandboxInstitutions } from '@bank-connection/memory-adapter'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const secret = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9]{10,20}$/),
    fc.stringMatching(/^[0-9]{9,11}$/),
    fc.stringMatching(/^["'\\.*+?${}()|[\]%&= éß愛x]{9,14}$/).filter((text) => text.trim().length > 8),
  )

const writingsOf = (text: string): readonly string[] => [
  text,
  JSON.stringify(text).slice(1, -1),
  inspect(text).slice(1, -1),
  encodeURIComponent(text),
  Buffer.from(text).toString('base64'),
]

const institutions = sandboxInstitutions.filter(({ authorization }) => authorization !== 'other')

test('a world contains no secret of logins or users', { timeout: 60_000 }, async () => {
  const seen = { connected: 0, refused: 0, answered: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        given: fc.record({ loginId: secret(), password: secret(), securityCode: secret(), secondaryLoginId: secret() }),
        userToken: secret(),
        answer: secret(),
        wrong: fc.option(secret(), { freq: 2 }),
        institution: fc.constantFrom(...institutions),
        seed: fc.nat(),
      }),
      async ({ given, userToken, answer, wrong, institution, seed }) => {
        const { loginId, password } = given
        const challenge = { method: 'token', description: 'A code', prompts: ['Code'], answers: [answer] } as const
        const logins: readonly BankLogin[] = [
          { loginId, password, holder: 'A Holder', challenge, failure: null },
          { userToken, holder: 'Another Holder', challenge: null, failure: null },
        ]
        const bank = createMemoryBank({ logins, seed })
        const required = {
          loginId,
          password: wrong ?? password,
          ...(institution.securityCodeCaption === undefined ? {} : { securityCode: given.securityCode }),
          ...(institution.secondaryLoginIdCaption === undefined ? {} : { secondaryLoginId: given.secondaryLoginId }),
        }
        const ended = await connect(bank.port, {
          userId: bank.userId,
          institutionId: institution.id,
          credentials: institution.authorization === 'token' ? { userToken } : required,
          onChallenge: async ({ prompts }) => {
            seen.answered += 1
            return prompts.map(() => answer)
          },
        })()
        seen.connected += ended._tag === 'Right' ? 1 : 0
        seen.refused += ended._tag === 'Left' ? 1 : 0
        const world = JSON.stringify(bank.world()) + inspect(bank.world(), { depth: null, showHidden: true })
        const secrets = [...Object.values(given), userToken, answer, ...(wrong === null ? [] : [wrong])]
        expect(secrets.flatMap(writingsOf).filter((text) => world.includes(text))).toStrictEqual([])
      },
    ),
    { numRuns: 100 },
  )
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(3)
})
