import type { ConnectionId, Credentials, InstitutionId, JobId, UserId } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { credentials } from '@bank-connection/core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskSecrets } from '../../src/secrets/mask.ts'
import { portAnswering } from '../protocol/recording-send.ts'

const userId = 'u-1' as UserId

describe('mask', () => {
  test.each([
    ['a secret', ['hooli2016'], 'password hooli2016 is wrong', 'password [redacted] is wrong'],
    ['every occurrence', ['ab'], 'ab-ab ab', '[redacted]-[redacted] [redacted]'],
    ['a secret within another', ['gavin', 'gavinBelson'], 'gavinBelson!', '[redacted]!'],
    ['secrets that overlap', ['aba', 'bab'], 'xababx', 'x[redacted]x'],
    ['a secret that overlaps itself', ['aa'], 'baaab', 'b[redacted]b'],
    ['a secret that was trimmed', [' pass '], 'got pass!', 'got [redacted]!'],
    ['a secret as a URL writes it', ['a b&c'], 'login=a%20b%26c&x', 'login=[redacted]&x'],
    ['a secret as a form writes it', ['a b'], 'login=a+b&x', 'login=[redacted]&x'],
    ['a secret as JSON writes it', ['a"b'], '{"password":"a\\"b"}', '{"password":"[redacted]"}'],
    ['nothing for an empty secret', ['', ' '], 'a', 'a'],
    ['nothing without secrets', [], 'a b', 'a b'],
  ])('masks %s', (_, secrets, text, redacted) => {
    expect(maskSecrets(secrets, text, 300)).toBe(redacted)
  })

  test('leaves no part of a secret cut by the limit', () => {
    expect(maskSecrets(['hooli2016'], `${'x'.repeat(15)}hooli2016 yes`, 20)).toBe(`${'x'.repeat(15)}[reda`)
  })

  test('shows nothing beyond the limit, even if long secrets before it became short', () => {
    const secret = 's'.repeat(50)
    expect(maskSecrets([secret], `${secret}-${secret}-tail`, 60)).toBe('[redacted]-[redacted]')
    expect(maskSecrets([secret, 'abc'], `${secret}${'-'.repeat(20)}abc`, 60)).toBe('[redacted]----------')
  })

  test('is fast on a text of megabytes and a secret of one character', () => {
    const start = performance.now()
    maskSecrets(['a'], 'a'.repeat(8_000_000), 300)
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

/** Texts of letters that `[redacted]` doesn't contain, so that one found in a failure has leaked. */
const secret = () =>
  fc
    .string({
      unit: fc.constantFrom('X', 'Y', 'Z', ' ', '"', '%', '\\', 'é', '\u{1F600}'),
      minLength: 1,
      maxLength: 12,
    })
    .filter((text) => /[XYZ]/.test(text))

const echo = (secrets: readonly string[]) =>
  fc.tuple(
    fc.array(fc.oneof(fc.constantFrom(...secrets), fc.constantFrom('wrong ', '-', 'o')), { maxLength: 40 }),
    fc.constantFrom('code', 'detail', 'title', 'correlationId'),
  )

describe('no failure shows', () => {
  test('a credential, wherever and however often the server repeats it', async () => {
    const given = fc
      .record({ loginId: secret(), password: secret(), securityCode: secret() })
      .chain((each) => fc.tuple(fc.constant<Credentials>(each), echo(Object.values(each))))
    const seen = { leaksTried: 0 }
    await fc.assert(
      fc.asyncProperty(given, async ([each, [words, member]]) => {
        const said: Readonly<Record<string, string>> = { code: 'invented', [member]: words.join('') }
        const { port } = portAnswering(400, { correlationId: said['correlationId'], data: [said] })
        const settled = [
          await port.createConnection(
            { userId, institutionId: 'AU00000' as InstitutionId, credentials: each },
            neverAborted,
          )(),
          await port.updateConnection(
            { userId, connectionId: 'c-1' as ConnectionId, credentials: each },
            neverAborted,
          )(),
        ]
        const texts = settled.flatMap((one) => Object.values((one as { left: object }).left).map(String)).join('\n')
        seen.leaksTried += words.some((word) => Object.values(each).includes(word)) ? 1 : 0
        expect(Object.values(each).filter((text) => texts.includes(text))).toStrictEqual([])
      }),
    )
    expect(seen.leaksTried).toBeGreaterThan(50)
  })

  test('an answer to a challenge', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(secret(), { minLength: 1, maxLength: 3 }), async (answers) => {
        const { port } = portAnswering(400, { data: [{ code: answers.join('-'), detail: `no: ${answers.join(',')}` }] })
        const settled = JSON.stringify(await port.answerMfa({ jobId: 'j-1' as JobId, answers }, neverAborted)())
        expect(settled).not.toMatch(/[XYZ]/)
      }),
    )
  })

  test('any other credential', async () => {
    await fc.assert(
      fc.asyncProperty(credentials(), async (each) => {
        const { port } = portAnswering(400, { data: [{ code: 'x', detail: JSON.stringify(each) }] })
        const settled = await port.createConnection(
          { userId, institutionId: 'AU00000' as InstitutionId, credentials: each },
          neverAborted,
        )()
        const detail = String((settled as { left: { detail: string } }).left.detail)
        const shown = detail.replaceAll('[redacted]', '')
        const long = Object.values(each).filter((text) => text.trim().length > 1 && !/^[\w":,{}]*$/.test(text))
        expect(long.filter((text) => shown.includes(text))).toStrictEqual([])
      }),
    )
  })
})

describe('a documented code', () => {
  test.each(['no', 'not', 'resource-not-found', 'e'])('stays whole, though the answer was %j', async (answer) => {
    const { port } = portAnswering(404, { data: [{ code: 'resource-not-found', detail: `${answer}?` }] })
    expect(await port.answerMfa({ jobId: 'j-1' as JobId, answers: [answer] }, neverAborted)()).toMatchObject({
      left: { code: 'resource-not-found', detail: '[redacted]?' },
    })
  })

  test('is distinguished from an undocumented one and from none', async () => {
    const codeOf = async (data: unknown) => {
      const { port } = portAnswering(404, { data })
      return port.answerMfa({ jobId: 'j-1' as JobId, answers: ['n'] }, neverAborted)()
    }
    expect(await codeOf([{ code: 'not-now' }])).toMatchObject({ left: { code: '[redacted]ot-[redacted]ow' } })
    expect(await codeOf(null)).toMatchObject({ left: { code: 'unknown' } })
  })
})
