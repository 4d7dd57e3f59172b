import { adviceFor, adviceForView, type ChallengedView, type CollectingView } from '@bank-connection/core'
import { unreachable } from '@bank-connection/core/adapter'
import { expect, test } from 'vitest'

const refused = (code: string) => ({ _tag: 'Refused', status: 400, code, detail: null, correlationId: 'c-1' }) as const

const collecting = (view: Partial<CollectingView>) => ({
  _tag: 'Collecting',
  incomplete: null,
  rejection: null,
  ...view,
})

const challenged = (rejection: ChallengedView['rejection']) => ({ _tag: 'Challenged', rejection })

const advised = (view: object) => adviceForView(view as ChallengedView)

test('says why credentials are asked for again: missing fields first, otherwise the rejection', () => {
  const incomplete = { _tag: 'CredentialsIncomplete', missing: ['password'], unexpected: [] } as const
  const rejection = refused('invalid-credentials')
  expect(advised(collecting({}))).toBeNull()
  expect(advised(collecting({ rejection }))?.messageKey).toBe('check-login')
  expect(advised(collecting({ rejection, incomplete }))?.messageKey).toBe('fields-missing')
})

test.each([
  ['was refused', refused('parameter-not-valid'), 'parameter-not-valid'],
  ['may have got lost', unreachable('timeout', 'unknown'), null],
  ['never left', unreachable('offline', 'no'), null],
])('the user may give an answer that %s again', (_, rejection, code) => {
  expect(advised(challenged(rejection))).toMatchObject({ actor: 'user', messageKey: 'answer-again', code })
})

test('says nothing for a first request for input, a running job and a success', () => {
  const views = ['Preparing', 'Creating', 'Reconciling', 'Working', 'Connected'].map((_tag) => ({ _tag }))
  expect([challenged(null), ...views].map(advised)).toStrictEqual([null, null, null, null, null, null])
})

test('gives the same advice for a failure as adviceFor', () => {
  const failure = refused('parameter-not-valid')
  expect(advised({ _tag: 'Failed', failure, jobId: null, steps: [] })).toStrictEqual(adviceFor(failure))
})
