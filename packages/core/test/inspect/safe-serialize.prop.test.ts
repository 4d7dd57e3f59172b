import { safeSerialize } from '@bank-connection/core/inspect'
import { connectionMachine } from '@bank-connection/core/machine'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { replay, story } from '../machine/story.ts'

const CANARY = 'canary-5e64fa5c'

const SOME_NAMES = ['type', 'event', 'snapshot', 'context', 'value', 'steps', 'title', 'failure', 'code', 'definition']
const MORE_NAMES = ['name', 'status', 'output', 'input', 'rootId', 'sessionId', 'jobId', 'password', 'institution']

/** Messages of any shape; their members often have the names of listed members. */
const message = (): fc.Arbitrary<object> => {
  const key = fc.oneof(fc.constantFrom(...SOME_NAMES, ...MORE_NAMES), fc.string({ maxLength: 8 }))
  const kind = fc.constantFrom('@xstate.actor', '@xstate.event', '@xstate.snapshot', '@xstate.novel')
  const values = [fc.constantFrom(`${CANARY} of a person`, 'collecting', '{', 'x:0'), fc.integer()]
  return fc
    .tuple(kind, fc.object({ key, values, maxDepth: 5, withBigInt: false }), fc.boolean())
    .map(([type, rest, isConnection]) =>
      isConnection
        ? { ...rest, type, snapshot: { ...rest, value: 'collecting', context: { ...rest, steps: [rest] } } }
        : { ...rest, type },
    )
}

describe('a message', () => {
  test('stays the same if it is sanitized again', () => {
    fc.assert(
      fc.property(message(), (each) => {
        const once = safeSerialize(each)
        expect(safeSerialize(once)).toStrictEqual(once)
        expect(safeSerialize(JSON.parse(JSON.stringify(once)))).toStrictEqual(JSON.parse(JSON.stringify(once)))
      }),
    )
  })

  test('shows no unlisted text, in any place', () => {
    fc.assert(
      fc.property(message(), (each) => {
        expect(JSON.stringify(safeSerialize(each))).not.toContain(CANARY)
      }),
    )
  })

  test('is never undefined, whatever the input', () => {
    const thrower = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error(CANARY)
        },
      },
    )
    for (const odd of [null, undefined, 5, 'text', [], () => 1, thrower])
      expect(safeSerialize(odd as never)).toStrictEqual({ type: 'unlisted' })
  })

  test('shows the chart of a connection whatever a definition says', () => {
    const base = { type: '@xstate.actor', sessionId: 'x:0', rootId: 'x:0' }
    const of = (definition: string) => safeSerialize({ ...base, definition }).definition
    expect(of(JSON.stringify({ id: 'connection', context: { password: CANARY } }))).toBe(
      of(JSON.stringify(connectionMachine.config)),
    )
    expect([of(JSON.stringify({ id: CANARY })), of('null')]).toStrictEqual(['{}', '{}'])
  })
})

describe('of a connection', () => {
  const shownOf = (snapshot: object): { readonly context: Record<string, unknown>; readonly value: unknown } =>
    (safeSerialize({ type: '@xstate.snapshot', snapshot }) as never as { snapshot: never }).snapshot

  test('keeps everything listed in every state of every story', () => {
    fc.assert(
      fc.property(story(), (told) => {
        for (const { snapshot } of replay(told)) {
          const { context, value } = snapshot
          const shown = shownOf({ status: snapshot.status, value, context })
          expect(shown.value).toStrictEqual(value)
          const { credentials: _, answers: __, institution, challenge, rejection, failure, ...rest } = context
          expect(shown.context).toMatchObject(JSON.parse(JSON.stringify(rest).replaceAll('"paused"', '"unlisted"')))
          const own = (one: object | null) => (one === null ? null : { _tag: (one as { _tag: string })._tag })
          expect(shown.context).toMatchObject(
            JSON.parse(JSON.stringify({ failure: own(failure), rejection: own(rejection) })),
          )
          expect(Object.keys(shown.context).sort()).toStrictEqual(
            Object.keys({ ...rest, institution, challenge, rejection, failure }).sort(),
          )
        }
      }),
    )
  })
})
