import { decodeWith } from '@bank-connection/core/adapter'
import { isKnown, Job, StepStatus, StepTitle, TransactionPage } from '@bank-connection/core/codec'
import { job, jsonVariant, transactionPage, unknownValue } from '@bank-connection/core/testing'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { everyCodec } from './every-codec.ts'

const throughText = (u: unknown): unknown => JSON.parse(JSON.stringify(u))

describe.each(everyCodec)('%s', (_, { codec, values }) => {
  test('decodes what it encoded, through JSON text', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decodeWith(codec)(throughText(codec.encode(value)))).toStrictEqual(E.right(value))
      }),
    )
  })

  test('decodes every JSON variant of the server to the same value', () => {
    fc.assert(
      fc.property(jsonVariant(codec, values), ({ value, json }) => {
        expect(decodeWith(codec)(throughText(json))).toStrictEqual(E.right(value))
      }),
    )
  })

  test('accepts every value of its type in its guard', () => {
    fc.assert(fc.property(values, (value) => codec.is(value)))
  })

  test('does not modify its input', () => {
    fc.assert(
      fc.property(jsonVariant(codec, values), ({ json }) => {
        const before = JSON.stringify(json)
        decodeWith(codec)(json)
        expect(JSON.stringify(json)).toBe(before)
      }),
      { numRuns: 20 },
    )
  })
})

describe('the JSON variants that the properties above have decoded', () => {
  const texts = fc
    .sample(jsonVariant(Job, job()), { numRuns: 600, seed: 1 })
    .map(({ json }) => JSON.stringify(json))
    .concat(
      fc
        .sample(jsonVariant(TransactionPage, transactionPage()), { numRuns: 200, seed: 1 })
        .map(({ json }) => JSON.stringify(json)),
    )

  test.each([
    ['results in an array of one', /"result":\[\{/],
    ['results that are null', /"result":null/],
    ['problems with detail', /"code":"[^"]*","title":[^,]*,"detail":"/],
    ['problems with details', /"details":"/],
    ['challenges', /"type":"mfa"/],
    ['queued jobs', /"status":"pending","result":[^,]*"temporary-unavailable-queued"/],
    ['skipped steps', /"status":"skipped"/],
    ['failed steps that leave others pending', /"status":"failed".*"status":"pending"/],
    ['titles that are misspelled', /"title":"mfa-challenege"/],
    ['times without milliseconds', /T\d\d:\d\d:\d\dZ"/],
    ['times with milliseconds', /T\d\d:\d\d:\d\d\.\d{3}Z"/],
    ['empty dates', /"(transactionDate|postDate)":""/],
    ['absolute links to the next page', /"next":"https:/],
    ['relative links to the next page', /"next":"\?next=/],
    ['members that nobody knows', /"addedLater"/],
  ])('include %s', (_, pattern) => {
    expect(texts.filter((text) => pattern.test(text)).length).toBeGreaterThan(3)
  })
})

test('an open enumeration keeps an unknown value and never treats it as known', () => {
  fc.assert(
    fc.property(unknownValue(StepTitle), unknownValue(StepStatus), (title, status) => {
      const steps = [{ title, status, result: null }]
      expect(decodeWith(Job)({ id: 'j-1', steps })).toMatchObject(E.right({ steps }))
      expect([isKnown(StepTitle, title), isKnown(StepStatus, status)]).toStrictEqual([false, false])
    }),
  )
})
