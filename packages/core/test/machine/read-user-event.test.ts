import { createSecret, exposeSecret, readUserEvent, submit } from '@bank-connection/core/machine'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const SECRET = 'canary-5e64fa5c'

describe('an external event', () => {
  test('that submits is counted and put into a secret handle here, whatever it claims', () => {
    const lies = {
      type: 'submit',
      at: 99,
      given: ['userToken'],
      credentials: { loginId: 'jared', password: '', extra: 1 },
    }
    const event = E.getOrElseW(() => null)(readUserEvent(lies, 7))
    expect(event).toMatchObject({ type: 'submit', at: 7, given: ['loginId'] })
    expect(exposeSecret((event as ReturnType<typeof submit>).credentials)).toStrictEqual({
      loginId: 'jared',
      password: '',
    })
    expect(JSON.stringify(event)).not.toContain('jared')
  })

  test('that answers is counted and put into a secret handle here', () => {
    const event = E.getOrElseW(() => null)(readUserEvent({ type: 'answer', count: 9, answers: [SECRET, ''] }, 7))
    expect(event).toMatchObject({ type: 'answer', at: 7, count: 1 })
    expect(JSON.stringify(event)).not.toContain(SECRET)
  })

  test('may already contain a secret handle of this process', () => {
    const sealed = submit({ loginId: 'jared', password: SECRET }, 1)
    expect(readUserEvent(sealed, 7)).toMatchObject(E.right({ type: 'submit', at: 7, given: ['loginId', 'password'] }))
    expect(readUserEvent({ type: 'answer', answers: createSecret([SECRET]) }, 7)).toMatchObject(E.right({ count: 1 }))
  })

  test('that cancels has no other members', () => {
    expect(readUserEvent({ type: 'cancel', more: SECRET }, 7)).toStrictEqual(E.right({ type: 'cancel' }))
  })

  test.each<[string, unknown]>([
    ['an event of the watch', { type: 'jobRead', at: 0, previousAt: 0, job: {} }],
    ['a failure of the watch', { type: 'watchFailed', failure: { _tag: 'Refused' } }],
    ['a deadline', { type: 'outOfTime', deadlineAt: 0 }],
    ['a defect', { type: 'defect', operation: SECRET }],
    ['the end of an actor', { type: 'xstate.done.actor.requestJob', output: {} }],
    ['an error of an actor', { type: 'xstate.error.actor.requestJob', error: SECRET }],
    ['a stop', { type: 'xstate.stop' }],
    ['a wildcard', { type: '*' }],
    ['no type', {}],
    ['an inherited type', Object.create({ type: 'cancel' })],
    ['credentials that are no texts', { type: 'submit', credentials: { password: [SECRET] } }],
    ['no credentials', { type: 'submit' }],
    ['a lost handle', { type: 'submit', credentials: null }],
    ['answers that are a text', { type: 'answer', answers: SECRET }],
    ['answers that are no texts', { type: 'answer', answers: [1] }],
    ['a text', 'cancel'],
    ['nothing', null],
    ['a list', [{ type: 'cancel' }]],
    [
      'a trap',
      new Proxy(
        {},
        {
          getOwnPropertyDescriptor: () => {
            throw new Error(SECRET)
          },
        },
      ),
    ],
  ])('is rejected if it is %s, without repeating it', (_, event) => {
    const read = readUserEvent(event, 7)
    expect(read).toMatchObject(E.left({ _tag: 'InputInvalid' }))
    expect(JSON.stringify(read)).not.toContain(SECRET)
  })

  test('of any form is accepted or rejected without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom('submit', 'answer', 'cancel', 'jobRead'), (u, type) => {
        expect(['Left', 'Right']).toContain(readUserEvent(u, 0)._tag)
        expect(['Left', 'Right']).toContain(readUserEvent({ type, credentials: u, answers: u }, 0)._tag)
      }),
    )
  })
})
