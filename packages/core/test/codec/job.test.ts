import { decodeWith } from '@bank-connection/core/adapter'
import { connectionIdOf, isKnown, Job, JobRef, StepResult, StepStatus, StepTitle } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const link = { type: 'link', url: '/users/u-1/connections/c-1' }

const challenge = {
  type: 'mfa',
  method: 'token',
  description: 'Enter the code',
  input: ['OTP Password'],
  expiryMs: 120_000,
  links: { response: 'https://au-api.basiq.io/jobs/j-1/mfa' },
}

const challenged = {
  _tag: 'Challenge',
  method: 'token',
  description: 'Enter the code',
  prompts: ['OTP Password'],
  expiryMs: 120_000,
}

const recorded = {
  type: 'job',
  id: 'j-1',
  created: '2020-09-09T11:06:52Z',
  updated: '2020-09-09T11:07:03.250Z',
  steps: [
    { title: 'verify-credentials', status: 'success', result: link },
    { title: 'mfa-challenge', status: 'skipped', result: null },
    { title: 'retrieve-accounts', status: 'in-progress', result: null },
    { title: 'retrieve-transactions', status: 'pending' },
  ],
  links: { self: 'https://au-api.basiq.io/jobs/j-1', source: 'https://au-api.basiq.io/users/u-1/connections/c-1' },
}

describe('Job', () => {
  test('decodes the recorded response', () => {
    expect(decodeWith(Job)(recorded)).toStrictEqual(
      E.right({
        id: 'j-1',
        created: Date.UTC(2020, 8, 9, 11, 6, 52),
        updated: Date.UTC(2020, 8, 9, 11, 7, 3, 250),
        institution: null,
        steps: [
          { title: 'verify-credentials', status: 'success', result: { _tag: 'Link', url: link.url } },
          { title: 'mfa-challenge', status: 'skipped', result: null },
          { title: 'retrieve-accounts', status: 'in-progress', result: null },
          { title: 'retrieve-transactions', status: 'pending', result: null },
        ],
        links: { source: 'https://au-api.basiq.io/users/u-1/connections/c-1' },
      }),
    )
  })

  test('has its institution as an item of a list', () => {
    const institution = { type: 'institution', id: 'AU00000', links: { self: '/institutions/AU00000' } }
    expect(decodeWith(Job)({ ...recorded, institution })).toMatchObject(E.right({ institution: { id: 'AU00000' } }))
  })

  test('decodes a job without links, times and started steps', () => {
    expect(decodeWith(Job)({ id: 'j-1', steps: [], links: null })).toStrictEqual(
      E.right({ id: 'j-1', created: null, updated: null, institution: null, steps: [], links: null }),
    )
  })

  test('keeps unknown titles and statuses', () => {
    const steps = [{ title: 'mfa-challenege', status: 'paused', result: null }]
    const read = decodeWith(Job)({ ...recorded, steps })
    expect(read).toMatchObject(E.right({ steps }))
    expect([isKnown(StepTitle, 'mfa-challenege'), isKnown(StepStatus, 'paused')]).toStrictEqual([false, false])
  })

  test.each([
    ['no id', { ...recorded, id: undefined }, ['/id']],
    ['an id that would climb', { ...recorded, id: '..' }, ['/id']],
    ['steps that are no array', { ...recorded, steps: {} }, ['/steps']],
    ['a step without a status', { ...recorded, steps: [{ title: 'verify-credentials' }] }, ['/steps/0/status']],
    ['a time that is a number', { ...recorded, created: 1 }, ['/created']],
    [
      'a challenge without a method',
      { ...recorded, steps: [{ title: 'a', status: 'b', result: { type: 'mfa' } }] },
      ['/steps/0/result/method'],
    ],
    [
      'the same in an array',
      { ...recorded, steps: [{ title: 'a', status: 'b', result: [{ type: 'mfa' }] }] },
      ['/steps/0/result/0/method'],
    ],
    [
      'an endless challenge',
      { ...recorded, steps: [{ title: 'a', status: 'b', result: { ...challenge, expiryMs: JSON.parse('1e999') } }] },
      ['/steps/0/result/expiryMs'],
    ],
  ])('refuses %s', (_, body, paths) => {
    expect(decodeWith(Job)(body)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'Job', paths }),
    )
  })
})

describe('StepResult', () => {
  test.each([
    ['a link', link, { _tag: 'Link', url: link.url }],
    ['a challenge', challenge, challenged],
    ['a challenge in an array of one', [challenge], challenged],
    ['a link in an array of one', [link], { _tag: 'Link', url: link.url }],
    [
      'a challenge to confirm in an app',
      { type: 'mfa', method: 'app-approval' },
      { _tag: 'Challenge', method: 'app-approval', description: null, prompts: [], expiryMs: null },
    ],
    [
      'a problem with detail',
      { code: 'a', title: 'b', detail: 'c' },
      { _tag: 'Problem', code: 'a', title: 'b', detail: 'c' },
    ],
    [
      'a problem with details',
      { code: 'a', title: 'b', details: 'c' },
      { _tag: 'Problem', code: 'a', title: 'b', detail: 'c' },
    ],
    [
      'a problem with both',
      { code: 'a', detail: 'c', details: 'd' },
      { _tag: 'Problem', code: 'a', title: null, detail: 'c' },
    ],
    [
      'a problem whose text is not a string',
      { code: 'a', title: 5, detail: {} },
      { _tag: 'Problem', code: 'a', title: null, detail: null },
    ],
    [
      'a problem that has a type',
      { type: 'error', code: 'a' },
      { _tag: 'Problem', code: 'a', title: null, detail: null },
    ],
    ['a kind that is not known', { type: 'consent', url: 'x' }, { _tag: 'Unrecognised' }],
    ['an empty object', {}, { _tag: 'Unrecognised' }],
    ['an empty array', [], { _tag: 'Unrecognised' }],
    ['two results', [link, challenge], { _tag: 'Unrecognised' }],
  ])('reads %s', (_, json, result) => {
    expect(decodeWith(StepResult)(json)).toStrictEqual(E.right(result))
  })

  test('drops the content of an unknown result', () => {
    expect(JSON.stringify(decodeWith(StepResult)({ type: 'consent', token: 'canary' }))).not.toContain('canary')
  })

  test('ignores a type inherited from a prototype', () => {
    expect(decodeWith(StepResult)(Object.create(link))).toStrictEqual(E.right({ _tag: 'Unrecognised' }))
  })

  test('its guard requires the members of the kind', () => {
    const claimed = [
      { _tag: 'Link', url: 'x' },
      challenged,
      { _tag: 'Problem', code: 'a', title: null, detail: null },
      { _tag: 'Unrecognised' },
    ]
    const others = [{ _tag: 'Link' }, { _tag: 'Challenge' }, { _tag: 'Problem' }, { _tag: 'toString' }, {}, null, []]
    expect(claimed.every(StepResult.is)).toBe(true)
    expect(others.some(StepResult.is)).toBe(false)
  })
})

describe('JobRef', () => {
  test.each([
    ['a new job', { type: 'job', id: 'j-1', links: { self: 'https://au-api.basiq.io/jobs/j-1' } }],
    ['a whole job, as a duplicate may be answered', recorded],
    ['an item with its link beside the id', { type: 'job', id: 'j-1', self: '/jobs/j-1' }],
  ])('reads the id of %s', (_, body) => {
    expect(decodeWith(JobRef)(body)).toStrictEqual(E.right({ id: 'j-1' }))
  })
})

describe('connectionIdOf', () => {
  const idOf = (body: unknown) => E.map(connectionIdOf)(decodeWith(Job)(body))
  const source = (url: string | null) => ({ ...recorded, steps: [], links: { source: url } })
  const verified = (result: unknown) => ({
    ...recorded,
    steps: [{ title: 'verify-credentials', status: 'success', result }],
    links: null,
  })

  test.each([
    ['its link, absolute', source('https://au-api.basiq.io/users/u-1/connections/c-1'), 'c-1'],
    ['its link, relative', source('/users/u-1/connections/c-1'), 'c-1'],
    ['the result of its verification', verified(link), 'c-1'],
    ['the result of its verification, in an array', verified([link]), 'c-1'],
    ['nothing: the link leads elsewhere', source('/users/u-1/statements/s-1'), null],
    ['nothing: there is no link yet', source(null), null],
    ['nothing: the verification says no more', verified(null), null],
  ])('reads %s', (_, body, id) => {
    expect(idOf(body)).toStrictEqual(E.right(id))
  })
})
