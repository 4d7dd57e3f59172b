import type { Trace } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import {
  ASKED,
  acted,
  began,
  COLLECTING,
  CONNECTED,
  cancelled,
  connected,
  crashed,
  ended,
  FINISHED,
  FOLLOWING,
  failed,
  READ,
  read,
  reading,
  restored,
  STARTED,
  STEP_FAILED,
  settled,
  shown,
  step,
  submit,
} from './events.ts'
import type { LawCase } from './law-case.ts'

const DONE: Trace = [...STARTED, read(600, 2), reading(600, 2, FINISHED)]

const END = E.right(CONNECTED)

const stepFailed = { _tag: 'StepFailed', jobId: 'job-1', connectionId: null, step: 'mfa-challenge', code: 'unknown' }

const broken = { _tag: 'Defect', operation: 'getJob' }

/** Cases of the laws about the start and the end of a connection. */
export const endCases: readonly LawCase[] = [
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
