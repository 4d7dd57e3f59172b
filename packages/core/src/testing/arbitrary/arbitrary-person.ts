import * as fc from 'fast-check'
import type { AnswerAction, Crash, Person, SubmitAction, TimedAction } from '../drive/person.ts'

/** What a person does, usually the right thing, and when: at once, later, or long after the challenge expired. */
const doing = <What>(what: fc.Arbitrary<What>): fc.Arbitrary<TimedAction<What>> =>
  fc.record(
    { what, afterMs: fc.constantFrom(0, 1_500, 1_500, 9_000, 60_000, 150_000, 4_000_000) },
    { noNullPrototype: true },
  )

const typing = (): fc.Arbitrary<SubmitAction> =>
  fc.constantFrom('right', 'right', 'right', 'wrong', 'wrong', 'incomplete', 'too-much', 'nothing')

const replying = (): fc.Arbitrary<AnswerAction> =>
  fc.constantFrom('right', 'right', 'right', 'wrong', 'wrong', 'short', 'blank', 'twice', 'nothing')

/** A crash between any two events of a connection, or a few turns later, while calls are in flight. */
const crash = (): fc.Arbitrary<Crash> =>
  fc.record(
    {
      afterEvents: fc.integer({ min: 1, max: 60 }),
      turns: fc.constantFrom(0, 1, 3, 12),
      downMs: fc.constantFrom(0, 1_000, 30_000, 3_600_000),
    },
    { noNullPrototype: true },
  )

/** Half of the plans are empty: the person does only the right thing. */
const plan = <What>(what: fc.Arbitrary<What>): fc.Arbitrary<readonly TimedAction<What>[]> =>
  fc.oneof(fc.constant([]), fc.array(doing(what), { minLength: 1, maxLength: 3 }))

/** Crashes, and where the connection is saved. Without crashes, the place makes no difference. */
const crashes = (): fc.Arbitrary<Pick<Person, 'crashes' | 'keeps'>> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Pick<Person, 'crashes' | 'keeps'>>({ crashes: [], keeps: 'by-hand' }) },
    {
      weight: 1,
      arbitrary: fc.record(
        {
          crashes: fc.array(crash(), { minLength: 1, maxLength: 3 }).map(inOrder),
          keeps: fc.constantFrom('by-hand', 'in-a-store'),
        },
        { noNullPrototype: true },
      ),
    },
  )

/** Any person: makes no mistakes or some, may be slow or give up, and their process may crash up to three times. */
export const person = (): fc.Arbitrary<Person> =>
  fc
    .tuple(
      plan(typing()),
      plan(replying()),
      fc.oneof(
        { weight: 7, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 40_000 }) },
      ),
      crashes(),
    )
    .map(([submits, answers, cancelAfterMs, kept]) => ({ submits, answers, cancelAfterMs, ...kept }))

const inOrder = (crashes: readonly Crash[]): readonly Crash[] =>
  [...crashes].sort((one, other) => one.afterEvents - other.afterEvents)
