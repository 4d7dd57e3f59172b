import { callsMax, checkTrace, connectionLaws, watchLaws } from '@bank-connection/core/testing'
import type { Trace } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { asking, checking, denied, queued } from '../../scripted-port.ts'
import {
  ASKED,
  acted,
  answer,
  answerCall,
  answered,
  began,
  COLLECTING,
  CONNECTED,
  called,
  cancelled,
  challenged,
  connected,
  crashed,
  create,
  created,
  ended,
  FINISHED,
  FOLLOWING,
  failed,
  offline,
  read,
  reading,
  refused,
  restored,
  STARTED,
  STEP_FAILED,
  settled,
  shown,
  step,
  submit,
  UNFINISHED,
  unsent,
  working,
} from '../events.ts'
import { CASES_OF_LOOKS, type Case } from '../law-cases.ts'

const again = (at: number, call: number): Trace => [shown(at, COLLECTING), submit(at), create(at, call)]
const LISTED = settled(70_000, 2, 'listJobs', E.right([]))
const polledAt = called(70_000, 2, 'listJobs', { userId: 'user-1' })
const LOST: Trace = [began(), ...again(10, 1), settled(20, 1, 'createConnection', offline)]
const DENIED: Trace = [...STARTED, read(600, 2), reading(600, 2, denied)]
const READ: Trace = [...STARTED, read(600, 2), reading(600, 2, UNFINISHED)]
const DONE: Trace = [...STARTED, read(600, 2), reading(600, 2, FINISHED)]
const END = E.right(CONNECTED)
const ANSWERED: Trace = [...ASKED, answer(700), answerCall(700, 3)]
const follow = (jobTimeoutMs: number) => began(0, { type: 'follow', jobId: 'job-1' }, { jobTimeoutMs })
const stepFailed = { _tag: 'StepFailed', jobId: 'job-1', connectionId: null, step: 'mfa-challenge', code: 'unknown' }
const broken = { _tag: 'Defect', operation: 'getJob' }
const VERIFIED = [step('verify-credentials', 'success')]

const CASES: readonly Case[] = [
  ...CASES_OF_LOOKS,
  [
    'NOT repeat a request that starts a job',
    [
      ['lost', [...LOST, ...again(70_000, 2)]],
      ['on its way', [began(), ...again(10, 1), ...again(90_000, 2)]],
      ['has not denied', [...STARTED, ...again(500, 2)]],
      ['lost', [began(), ...again(10, 1), crashed(20), restored(30, 'creating'), ...again(40, 2)]],
      ['lost', [...STARTED, crashed(20), restored(30, 'creating'), ...again(40, 2)]],
      ['lost', [...LOST, polledAt, settled(70_000, 2, 'listJobs', offline), ...again(80_000, 3)]],
      ['has not denied', [...LOST, polledAt, LISTED, read(70_001, 3), ...again(80_000, 4)]],
    ],
    [
      [...DENIED, ...again(700, 3)],
      [...LOST, polledAt, LISTED, ...again(80_000, 3)],
      [began(), ...again(10, 1), settled(20, 1, 'createConnection', refused('bad')), ...again(30, 2)],
      [began(), ...again(10, 1), settled(20, 1, 'createConnection', unsent), ...again(30, 2)],
      [began(), ...again(10, 1), crashed(20), restored(30, 'creating'), polledAt, LISTED, ...again(80_000, 3)],
    ],
  ],
  [
    'NOT have two calls in flight',
    [
      ['getJob is on its way', [...STARTED, read(600, 2), read(1_200, 3)]],
      ['answerMfa is on its way', [...ANSWERED, read(20_600, 4)]],
      ['createConnection is on its way', [began(), ...again(10, 1), polledAt].map((e) => ({ ...e, at: 10 }))],
    ],
    [
      [...READ, read(1_200, 3)],
      [began(), ...again(10, 1), called(60_010, 2, 'listJobs')],
      [...ASKED, read(20_600, 3), answer(20_700), answerCall(20_700, 4)],
      [...STARTED, read(600, 2), crashed(700), restored(800, 'verifying', FOLLOWING), read(800, 3)],
    ],
  ],
  [
    'NOT send credentials after the bank has refused them',
    [
      ['2 refusals of 2', [began(0, undefined, { attemptsMax: 2 }), ...deniedTwice(), ...again(3_000, 5)]],
      [
        '1 refusals of 1',
        [
          began(0, undefined, { attemptsMax: 1 }),
          ...again(10, 1),
          settled(20, 1, 'createConnection', refused('invalid-credentials')),
          ...again(30, 2),
        ],
      ],
    ],
    [[began(0, undefined, { attemptsMax: 3 }), ...deniedTwice(), ...again(3_000, 5)]],
  ],
  [
    'send exactly the required fields of the institution',
    [
      ['without a submit', [began(), shown(0, COLLECTING), create(10, 1)]],
      ['carries loginId of', [began(), submit(10), called(10, 1, 'createConnection', { given: ['loginId'] })]],
      ['of a submit of loginId', [began(), submit(10, { given: ['loginId'] }), create(10, 1)]],
      ['without a submit', [...DENIED, create(700, 3)]],
      ['carries credentials', [began(), called(10, 1, 'refreshConnection', { given: [] })]],
    ],
    [STARTED, [began(), called(10, 1, 'refreshConnection', {})]],
  ],
  [
    'accept credentials only while it asks for them',
    [
      ['while Creating is shown', [began(), shown(0, COLLECTING), shown(0, { _tag: 'Creating' }), submit(10)]],
      ['while nothing is shown', [began(), submit(10)]],
    ],
    [STARTED, [began(), shown(0, { _tag: 'Creating' }), submit(10, { taken: E.left({ _tag: 'NotExpected' }) })]],
  ],
  [
    'read and answer only the job that it started',
    [
      ['names the job job-2, but the known job is job-1', [...STARTED, read(600, 2, 'job-2')]],
      ['known job is none', [began(), read(600, 2)]],
      ['known job is none', [...LOST, polledAt, LISTED, read(70_000, 3)]],
      ['known job is none', [...DENIED, ...again(700, 3), read(800, 4)]],
    ],
    [
      READ,
      [follow(1_000), read(0, 1)],
      [...LOST, polledAt, settled(70_000, 2, 'listJobs', E.right([UNFINISHED])), read(70_000, 3), read(70_500, 4)],
      [...STARTED, crashed(30), restored(40, 'verifying', FOLLOWING), read(40, 2)],
    ],
  ],
  [
    'NOT call operations outside its intent',
    [
      ['deleteUser is called', [began(), called(0, 1, 'deleteUser', { userId: 'user-1' })]],
      ['names the user user-2', [began(), called(0, 1, 'listJobs', { userId: 'user-2' })]],
      ['names the institution AU9', [began(), called(0, 1, 'getInstitution', { institutionId: 'AU9' })]],
      [
        'names the connection c-2',
        [
          began(0, { type: 'refresh', connectionId: 'c-1' }),
          called(0, 1, 'refreshConnection', { connectionId: 'c-2' }),
        ],
      ],
    ],
    [
      READ,
      [
        began(0, { type: 'update', connectionId: 'c-1' }),
        called(0, 1, 'getConnection', { userId: 'user-1', connectionId: 'c-1' }),
        settled(0, 1, 'getConnection', E.right({ id: 'c-1', institution: { id: 'AU00007' } })),
        called(0, 2, 'getInstitution', { institutionId: 'AU00007' }),
      ],
    ],
  ],
  [
    'accept one answer per prompt',
    [
      ['no challenge is shown', [...STARTED, answer(700)]],
      ['2 answers are taken', [...ASKED, answer(700, { answers: 2 })]],
      ['has expired', [...ASKED, answer(120_600)]],
      ['without an answer', [...ASKED, answerCall(700, 3)]],
      ['without an answer', [...ANSWERED, answered(700, 3, refused('bad')), answerCall(800, 4)]],
      ['to job-2', [...ASKED, answer(700), called(700, 3, 'answerMfa', { jobId: 'job-2', answers: 1 })]],
    ],
    [ANSWERED, [...ASKED, answer(700, { answers: 2, taken: E.left({ _tag: 'AnswersIncomplete' }) })]],
  ],
  [
    'NOT answer again until the last answer was refused',
    [
      ['nobody knows', [...ANSWERED, answered(700, 3), answerCall(800, 4)]],
      ['nobody knows', [...ANSWERED, answered(700, 3, offline), answerCall(800, 4)]],
      [
        'nobody knows',
        [...ANSWERED, answered(700, 3), read(1_700, 4), reading(1_700, 4, checking), answerCall(1_800, 5)],
      ],
      ['nobody knows', [...ANSWERED, crashed(710), restored(720, 'answering', FOLLOWING), answerCall(800, 4)]],
    ],
    [
      [...ANSWERED, answered(700, 3, refused('bad')), answerCall(800, 4)],
      [...ANSWERED, answered(700, 3, unsent), answerCall(800, 4)],
      [...ANSWERED, answered(700, 3), read(1_700, 4), reading(1_700, 4, asking), answerCall(1_800, 5)],
    ],
  ],
  [
    'NOT answer one job more often',
    [
      [
        '2 times, but 1 are allowed',
        [
          began(0, undefined, { answersMax: 1 }),
          answerCall(700, 3),
          answered(700, 3, refused('bad')),
          answerCall(800, 4),
        ],
      ],
    ],
    [[began(0, undefined, { answersMax: 1 }), answerCall(700, 3), answered(700, 3, unsent), answerCall(800, 4)]],
  ],
  [
    'leave 500 ms between two reads',
    [
      ['499 ms after', [...READ, read(1_099, 3)]],
      ['0 ms after', [...ASKED, ...Array.from({ length: 2 }, (_, i) => read(20_600, 3 + i))]],
    ],
    [
      [...READ, read(1_100, 3)],
      [...READ, crashed(700), restored(700, 'verifying', FOLLOWING), read(700, 3)],
      [follow(1_000), read(800, 1), reading(800, 1, UNFINISHED), read(1_000, 2), reading(1_000, 2, FINISHED)],
    ],
  ],
  [
    'NOT make more calls than',
    [['calls are made, but', [began(), ...Array.from({ length: callsMax(0, 1, 0, 0) + 1 }, (_, i) => read(0, i + 1))]]],
    [[began(), ...Array.from({ length: 1_000 }, (_, i) => read(i * 500, i + 1))]],
  ],
  [
    'NOT leave a job that it follows without a poll',
    [
      ['not polled for 200000 ms', [...READ, read(200_600, 3)]],
      ['not polled', [follow(1_000), acted(200_000, 'cancel')]],
    ],
    [
      [...READ, read(60_600, 3)],
      [...STARTED, read(600, 2), reading(600, 2, queued), read(600_600, 3)],
      [...DENIED, shown(600, COLLECTING), submit(9_000_000)],
      [...READ, crashed(700), restored(9_000_000, 'verifying', FOLLOWING), read(9_000_000, 3)],
    ],
  ],
  [
    'end with the first successful poll after the deadline',
    [
      [
        'called after a poll after the deadline',
        [follow(1_000), read(1_000, 1), reading(1_000, 1, UNFINISHED), read(1_600, 2)],
      ],
      ['99000 ms after its deadline', [follow(1_000), read(1_000, 1), acted(100_000, 'cancel')]],
    ],
    [
      [follow(1_000), read(1_000, 1), settled(1_000, 1, 'getJob', offline), read(2_000, 2)],
      [
        follow(1_000),
        read(1_000, 1),
        reading(1_000, 1, UNFINISHED),
        shown(1_000, failed({ _tag: 'JobTimedOut', deadlineAt: 1_000 })),
      ],
    ],
  ],
  [
    'NOT show a challenge after it has expired',
    [
      ['9400 ms after it is over', [...ASKED, read(130_000, 3)]],
      [
        '10000 ms after it is over',
        [
          ...ASKED,
          crashed(700),
          restored(200_000, 'challenged'),
          shown(200_000, challenged(120_600)),
          read(220_000, 3),
        ],
      ],
    ],
    [
      [...ASKED, read(120_600, 3)],
      [...ASKED, crashed(700), restored(200_000, 'challenged'), shown(200_000, challenged(120_600)), read(210_000, 3)],
      [...ASKED, shown(800, working('retrievingAccounts')), read(900_000, 3)],
    ],
  ],
  [
    'NOT show a finished step',
    [
      [
        'was finished, and is shown as in-progress',
        [
          began(),
          shown(0, working('verifying', VERIFIED)),
          shown(1, working('verifying', [step('verify-credentials', 'in-progress')])),
        ],
      ],
      [
        'was finished',
        [
          began(),
          shown(0, working('verifying', VERIFIED)),
          shown(1, working('verifying')),
          shown(2, working('verifying', [step('verify-credentials', 'pending')])),
        ],
      ],
      [
        'was finished',
        [
          began(),
          crashed(0),
          restored(1, 'verifying', { ...FOLLOWING, steps: [['verify-credentials', 'skipped', 0]] }),
          shown(1, working('verifying', [step('verify-credentials', 'pending')])),
        ],
      ],
    ],
    [
      [
        began(),
        shown(0, working('verifying', VERIFIED)),
        shown(1, working('verifying', [step('verify-credentials', 'failed')])),
      ],
      [
        began(),
        shown(0, working('verifying', VERIFIED)),
        shown(1, working('verifying', [step('verify-credentials', 'pending')], 'job-2')),
      ],
      // Two steps with unknown titles cannot be told apart.
      [
        began(),
        shown(0, working('verifying', [step('unknown', 'success')])),
        shown(1, working('verifying', [step('unknown', 'in-progress')])),
      ],
    ],
  ],
  [
    'NOT show an earlier stage',
    [
      [
        'verifying of job-1 is shown after retrievingAccounts',
        [began(), shown(0, working('retrievingAccounts')), shown(1, working('verifying'))],
      ],
      [
        'answering of job-1 is shown after verifying',
        [began(), shown(0, working('verifying')), shown(1, working('answering'))],
      ],
      [
        'after retrievingAccounts',
        [began(), crashed(0), restored(1, 'retrievingAccounts', FOLLOWING), shown(1, working('verifyingAnswer'))],
      ],
    ],
    [
      [
        began(),
        shown(0, working('retrievingAccounts')),
        shown(1, challenged(9)),
        shown(2, working('answering')),
        shown(2, challenged(9)),
      ],
      [began(), shown(0, working('retrievingAccounts')), shown(1, working('parked')), shown(2, working('verifying'))],
      [began(), shown(0, working('retrievingAccounts')), shown(1, COLLECTING), shown(2, working('verifying'))],
    ],
  ],
  [
    'do nothing before its start',
    [
      ['it has not begun', [read(0, 1)]],
      ['begins again', [began(), began()]],
      ['is called after a crash', [...STARTED, crashed(30), read(600, 2)]],
      ['is shown after a crash', [...STARTED, crashed(30), shown(600, COLLECTING)]],
      ['it ends after a crash', [...DONE, shown(600, connected), crashed(30), ended(600, END)]],
      ['is called after the end', [...DONE, shown(600, connected), read(1_200, 3)]],
      ['is shown after the end', [...DONE, shown(600, connected), ended(600, END), shown(700, COLLECTING)]],
      ['is shown after the end', [...DONE, shown(600, connected), shown(600, failed(cancelled))]],
      ['it ends after the end', [...DONE, shown(600, connected), ended(600, END), ended(600, END)]],
      ['not that end', [...DONE, shown(600, connected), ended(600, E.left(cancelled))]],
      ['not that end', [...STARTED, ended(600, E.left(cancelled))]],
      ['a submit is taken after the end', [...DONE, shown(600, connected), ended(600, END), submit(700)]],
      [
        'ends otherwise',
        [
          ...[...DONE, shown(600, connected), ended(600, END), crashed(700)],
          restored(800, 'connected', { ...FOLLOWING, connectionId: 'c-1' }),
          ...[shown(800, failed(cancelled)), ended(800, E.left(cancelled))],
        ],
      ],
    ],
    [
      [...DONE, shown(600, connected), ended(600, END), acted(700, 'cancel')],
      [
        ...[...DONE, shown(600, connected), ended(600, END), crashed(700)],
        restored(800, 'connected', { ...FOLLOWING, connectionId: 'c-1' }),
        ...[shown(800, connected), ended(800, END)],
      ],
      [began(), crashed(0), began(1), shown(1, COLLECTING)],
      [...STARTED, shown(30, failed(cancelled)), ended(40, E.left({ _tag: 'StoreConflict', id: 'c' }))],
    ],
  ],
  [
    'send nothing after cancel',
    [
      ['is called after cancel', [...READ, acted(700, 'cancel'), read(1_100, 3)]],
      [
        '1 ms after cancel',
        [...READ, acted(700, 'cancel'), shown(700, failed(cancelled)), ended(701, E.left(cancelled))],
      ],
      ['ends as Connected', [...DONE, acted(700, 'cancel'), shown(700, connected), ended(700, END)]],
    ],
    [
      [...READ, acted(700, 'cancel'), shown(700, failed(cancelled)), ended(700, E.left(cancelled))],
      [...DONE, shown(600, connected), ended(600, END), acted(700, 'cancel')],
      [...READ, acted(700, 'cancel'), crashed(700), restored(800, 'verifying', FOLLOWING), read(800, 3)],
    ],
  ],
  [
    'NOT show Connected before',
    [
      ['no read has shown', [...READ, shown(600, connected)]],
      [
        'not over and well',
        [
          ...DONE,
          shown(600, { ...connected, connected: { ...CONNECTED, steps: [step('verify-credentials', 'pending')] } }),
        ],
      ],
      ['not over and well', [...DONE, shown(600, { ...connected, connected: { ...CONNECTED, steps: [] } })]],
      [
        'names the connection c-9',
        [...DONE, shown(600, { ...connected, connected: { ...CONNECTED, connectionId: 'c-9' } })],
      ],
      [
        'no read has shown',
        [...STARTED, read(600, 2), reading(600, 2, { ...FINISHED, steps: [] }), shown(600, connected)],
      ],
    ],
    [[...DONE, shown(600, connected), ended(600, END)]],
  ],
  [
    'NOT show StepFailed before',
    [
      ['no read has shown', [...READ, shown(600, failed(stepFailed))]],
      ['no read has shown', [...READ, shown(600, { ...COLLECTING, rejection: stepFailed })]],
      [
        'verify-credentials of job-1',
        [
          ...STARTED,
          read(600, 2),
          reading(600, 2, STEP_FAILED),
          shown(600, failed({ ...stepFailed, step: 'verify-credentials' })),
        ],
      ],
    ],
    [[...STARTED, read(600, 2), reading(600, 2, STEP_FAILED), shown(600, failed(stepFailed))]],
  ],
  [
    'NOT give up a job before its deadline',
    [
      ['1 ms before the deadline', [...READ, shown(999, failed({ _tag: 'JobTimedOut', deadlineAt: 1_000 }))]],
      ['600 ms before its time', [...ASKED, shown(120_000, failed({ _tag: 'ChallengeExpired', expiredAt: 120_600 }))]],
      ['another challenge', [...ASKED, shown(120_600, failed({ _tag: 'ChallengeExpired', expiredAt: 120_000 }))]],
    ],
    [[...ASKED, shown(120_600, failed({ _tag: 'ChallengeExpired', expiredAt: 120_600 }))]],
  ],
  [
    'end as Broken when the port throws',
    [
      ['nothing has thrown', [...READ, shown(700, failed(broken)), ended(700, E.left(broken))]],
      ['called after getJob threw', [...STARTED, read(600, 2), settled(600, 2, 'getJob', 'rejected'), read(1_200, 3)]],
      [
        'does not end as Broken',
        [...DONE, read(1_200, 3), settled(1_200, 3, 'getJob', 'rejected'), shown(1_200, connected), ended(1_200, END)],
      ],
    ],
    [
      [
        ...STARTED,
        read(600, 2),
        settled(600, 2, 'getJob', 'rejected'),
        shown(600, failed(broken)),
        ended(600, E.left(broken)),
      ],
      [...STARTED, read(600, 2), settled(60_600, 2, 'getJob', 'rejected'), read(61_600, 3)],
      [
        ...STARTED,
        read(600, 2),
        settled(600, 2, 'getJob', 'rejected'),
        crashed(600),
        restored(700, 'verifying', FOLLOWING),
        read(700, 3),
      ],
    ],
  ],
]

/** Two attempts, both of which fail in their jobs. */
function deniedTwice(): Trace {
  return [
    ...[...again(10, 1), created(20, 1), read(600, 2), reading(600, 2, denied)],
    ...[
      ...again(1_000, 3),
      created(1_000, 3, 'job-2'),
      read(2_000, 4, 'job-2'),
      reading(2_000, 4, { ...denied, id: 'job-2' as never }),
    ],
  ]
}

const lawOf = (words: string) => {
  const [law, ...others] = connectionLaws.filter(({ name }) => name.includes(words))
  if (law === undefined || others.length > 0) throw new Error(`${words}: ${others.length} laws more`)
  return law
}

const rows = CASES.flatMap(([law, breaks]) =>
  breaks.map(([problem, trace], i) => [law, i + 1, problem, trace] as const),
)

describe('the law that a connection MUST', () => {
  test.each(rows)('%s is broken by the last event of trace %i: %s', (words, _, problem, trace) => {
    const law = lawOf(words)
    const result = checkTrace(trace, [law])
    expect(result).toMatchObject(E.left({ law: law.name, index: trace.length - 1 }))
    expect(E.isLeft(result) ? result.left.problem : '').toContain(problem)
  })

  test.each(CASES.flatMap(([law, , keeps]) => keeps.map((trace, i) => [law, i + 1, trace] as const)))(
    '%s is kept by what comes close to breaking it, %i',
    (words, _, trace) => {
      expect(checkTrace(trace, [lawOf(words)])).toStrictEqual(E.right('holds'))
    },
  )
})

test('every law has traces that break it and traces that satisfy it', () => {
  expect(CASES.map(([words]) => lawOf(words).name).sort()).toStrictEqual(connectionLaws.map(({ name }) => name).sort())
  expect(CASES.every(([, breaks, keeps]) => breaks.length > 0 && keeps.length > 0)).toBe(true)
})

test('each watch starts with fresh state', () => {
  const [first, second] = [watchLaws(), watchLaws()]
  const told = [...STARTED, read(600, 2), reading(600, 2, UNFINISHED), read(700, 3)].map((event) => first(event))
  expect(told.at(-1)).toMatchObject({ problem: 'a read leaves 100 ms after the one before' })
  expect(STARTED.map((event) => second(event))).toStrictEqual(STARTED.map(() => null))
})
