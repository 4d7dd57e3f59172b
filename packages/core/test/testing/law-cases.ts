import type { Trace } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import { queued } from '../scripted-port.ts'
import {
  ASKED,
  acted,
  answer,
  answerCall,
  answered,
  began,
  COLLECTING,
  called,
  challenged,
  crashed,
  create,
  created,
  FINISHED,
  FOLLOWING,
  offline,
  read,
  reading,
  restored,
  STARTED,
  STEP_FAILED,
  settled,
  shown,
  step,
  submit,
  UNFINISHED,
  working,
} from './events.ts'

/** A law, by words of its name; traces that break it at their last event, with words of the problem; traces that keep it. */
export type Case = readonly [
  law: string,
  breaks: readonly (readonly [problem: string, trace: Trace])[],
  keeps: readonly Trace[],
]

const FAILED: Trace = [...STARTED, read(600, 2), reading(600, 2, STEP_FAILED)]
const RUNNING: Trace = [...STARTED, read(600, 2), reading(600, 2, UNFINISHED)]
const OTHER = { ...UNFINISHED, id: 'job-2' } as typeof UNFINISHED
const VERIFIED = [step('verify-credentials', 'success')]
const unanswered = (at: number, call: number) => settled(at, call, 'getJob', offline)

/** As it was saved: with the deadline that it was given. */
const KEPT = { ...FOLLOWING, deadlineAt: 608_400_020 }

const LOST: Trace = [began(), submit(60_000), create(60_000, 1), settled(60_020, 1, 'createConnection', offline)]
const listed = (...jobs: readonly (readonly [id: string, created: number | null, institution?: string])[]): Trace => [
  called(60_030, 2, 'listJobs', { userId: 'user-1' }),
  settled(
    60_030,
    2,
    'listJobs',
    E.right(
      jobs.map(([id, at, institution = 'AU00002']) => ({
        ...UNFINISHED,
        id,
        created: at,
        institution: { id: institution },
      })),
    ),
  ),
]

/** A job that shows the same, read every two minutes for so long. */
const still = (ms: number): Trace =>
  Array.from({ length: ms / 120_000 }, (_, i) => [
    read(600 + i * 120_000, 2 + i),
    reading(600 + i * 120_000, 2 + i, UNFINISHED),
  ]).flat()

const STALL = { stallTimeoutMs: 120_000 }
const begunWith = (limits: object): Trace => [began(0, undefined, limits as never), ...STARTED.slice(1)]

/** Those of the laws of looks, of memory, of stages and of adoption. */
export const CASES_OF_LOOKS: readonly Case[] = [
  [
    'NOT poll a job again after',
    [
      ['job-1, which has ended', [...FAILED, read(1_200, 3)]],
      ['job-1, which has ended', [...STARTED, read(600, 2), reading(600, 2, FINISHED), read(1_200, 3)]],
      ['job-1, which has ended', [...FAILED, shown(600, COLLECTING), submit(700), create(700, 3), read(800, 4)]],
    ],
    [
      [...RUNNING, read(1_200, 3)],
      [...FAILED, crashed(610), restored(700, 'verifying', FOLLOWING), read(700, 3)],
      [...FAILED, submit(700), create(700, 3), created(710, 3), read(1_300, 4)],
      [...ASKED, read(700, 3), answer(701), answerCall(701, 4), reading(702, 3, STEP_FAILED), read(1_700, 5)],
    ],
  ],
  [
    'wait longer after each failed poll',
    [
      ['999 ms after', [...STARTED, read(600, 2), unanswered(600, 2), read(1_599, 3)]],
      [
        '1999 ms after',
        [...STARTED, read(600, 2), unanswered(600, 2), read(1_600, 3), unanswered(1_600, 3), read(3_599, 4)],
      ],
      ['599000 ms after', [...STARTED, read(600, 2), reading(1_000, 2, queued), read(600_000, 3)]],
    ],
    [
      [...STARTED, read(600, 2), unanswered(600, 2), read(1_600, 3), unanswered(1_600, 3), read(3_600, 4)],
      [...STARTED, read(600, 2), reading(1_000, 2, queued), read(601_000, 3)],
      [...STARTED, read(600, 2), unanswered(600, 2), crashed(700), restored(800, 'verifying', FOLLOWING), read(800, 3)],
    ],
  ],
  [
    'NOT follow a job without progress',
    [
      [
        'has stood still for 960000 ms',
        [
          ...begunWith(STALL),
          ...still(960_000),
          read(960_600, 99),
          reading(960_600, 99, UNFINISHED),
          read(961_600, 100),
        ],
      ],
    ],
    [
      [...begunWith(STALL), ...still(840_000)],
      [...begunWith({}), ...still(2_280_000)],
      [...begunWith(STALL), ...still(840_000), crashed(900_000), restored(900_001, 'verifying', FOLLOWING), ...later()],
    ],
  ],
  [
    'NOT show news after a poll that failed',
    [
      [
        'Working is shown after a poll without news of its job',
        [...STARTED, read(600, 2), reading(600, 2, OTHER), shown(600, working('verifying', VERIFIED))],
      ],
    ],
    [
      [...STARTED, read(600, 2), reading(600, 2, UNFINISHED), shown(600, working('verifying', VERIFIED))],
      [...STARTED, read(600, 2), reading(600, 2, OTHER), read(1_700, 3), reading(1_700, 3, UNFINISHED)],
      // An answer aborts the read in flight, and times out itself.
      [
        ...[...ASKED, read(20_600, 3), answer(20_700), answerCall(20_700, 4), shown(20_700, working('answering'))],
        ...[unanswered(20_700, 3), shown(80_700, working('verifyingAnswer'))],
      ],
    ],
  ],
  [
    'remember after a crash',
    [
      [
        'verify-credentials of job-1',
        [
          ...RUNNING,
          shown(600, working('retrievingAccounts', VERIFIED)),
          crashed(1_600),
          restored(9_000, 'verifying', KEPT),
        ],
      ],
      [
        '1 answers have left, and 0',
        [
          ...[...ASKED, answer(700), answerCall(700, 3), answered(700, 3), crashed(1_700)],
          restored(9_000, 'verifyingAnswer', KEPT),
        ],
      ],
      [
        'is given 5000 ms more',
        [
          ...[...begunWith({ jobTimeoutMs: 3_600_000 }), shown(20, working('verifying')), crashed(1_700)],
          restored(9_000, 'verifying', { ...KEPT, deadlineAt: 3_605_020 }),
        ],
      ],
    ],
    [
      // What was shown just before the crash may not have been saved.
      [
        ...[...RUNNING, shown(700, working('retrievingAccounts', VERIFIED)), crashed(1_600)],
        restored(9_000, 'verifying', KEPT),
      ],
      [
        ...[...ASKED, answer(700), answerCall(700, 3), answered(700, 3), crashed(1_700)],
        restored(9_000, 'verifyingAnswer', { ...KEPT, answersSent: 1 }),
      ],
      [...RUNNING, shown(600, COLLECTING), crashed(1_600), restored(9_000, 'collecting', {})],
    ],
  ],
  [
    'NOT show a stage of a job, or a challenge, that no poll',
    [
      ['verifyingAnswer of job-1', [...RUNNING, shown(600, working('verifyingAnswer'))]],
      ['retrievingAccounts of job-1', [...STARTED, shown(600, working('retrievingAccounts'))]],
      ['parked of job-1', [...RUNNING, shown(600, working('parked'))]],
      ['challenged of job-1', [...RUNNING, shown(600, challenged(120_600))]],
    ],
    [
      [
        ...ASKED,
        answer(700),
        shown(700, working('answering')),
        answerCall(700, 3),
        shown(710, working('verifyingAnswer')),
      ],
      [
        ...STARTED,
        shown(20, working('verifying')),
        read(600, 2),
        reading(600, 2, queued),
        shown(600, working('parked')),
      ],
      [began(), crashed(1), restored(2, 'retrievingAccounts', FOLLOWING), shown(2, working('retrievingAccounts'))],
    ],
  ],
  [
    'adopt a job for a lost request',
    [
      ['job-1 began before', [...LOST, ...listed(['job-1', 54_999]), read(60_031, 3)]],
      ['job-1 is of another institution', [...LOST, ...listed(['job-1', 60_000, 'AU00009']), read(60_031, 3)]],
      ['one of 2', [...LOST, ...listed(['job-1', 60_000], ['job-2', 60_000]), read(60_031, 3)]],
    ],
    [
      [...LOST, ...listed(['job-1', 55_000]), read(60_031, 3)],
      [...LOST, ...listed(['job-1', 60_000], ['job-2', 9_000], ['job-3', 60_000, 'AU00009']), read(60_031, 3)],
      [...LOST, ...listed(['job-1', 60_000], ['job-2', 60_000]), submit(70_000), create(70_000, 3), read(71_000, 4)],
    ],
  ],
  [
    'NOT report an earlier time',
    [['acted is recorded 1 ms before', [...RUNNING, acted(599, 'cancel')]]],
    [[...RUNNING, acted(600, 'cancel')]],
  ],
]

function later(): Trace {
  return [read(900_001, 50), reading(900_001, 50, UNFINISHED), read(1_000_000, 51), reading(1_000_000, 51, UNFINISHED)]
}
