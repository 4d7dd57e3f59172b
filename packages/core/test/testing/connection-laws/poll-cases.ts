import { callsMax } from '@bank-connection/core/testing'
import type { Trace } from '@bank-connection/core/trace'
import { queued } from '../../scripted-port.ts'
import {
  ASKED,
  acted,
  answer,
  answerCall,
  began,
  begunWith,
  COLLECTING,
  crashed,
  create,
  created,
  DENIED,
  FINISHED,
  FOLLOWING,
  failed,
  follow,
  offline,
  READ,
  read,
  reading,
  restored,
  STARTED,
  STEP_FAILED,
  settled,
  shown,
  submit,
  UNFINISHED,
  unanswered,
} from './events.ts'
import type { LawCase } from './law-case.ts'

const FAILED: Trace = [...STARTED, read(600, 2), reading(600, 2, STEP_FAILED)]

/** A job that shows the same, read every two minutes for so long. */
const still = (ms: number): Trace =>
  Array.from({ length: ms / 120_000 }, (_, i) => [
    read(600 + i * 120_000, 2 + i),
    reading(600 + i * 120_000, 2 + i, UNFINISHED),
  ]).flat()

const STALL = { stallTimeoutMs: 120_000 }

/** Cases of the laws about polls and time. */
export const pollCases: readonly LawCase[] = [
  [
    'NOT poll a job again after',
    [
      ['job-1, which has ended', [...FAILED, read(1_200, 3)]],
      ['job-1, which has ended', [...STARTED, read(600, 2), reading(600, 2, FINISHED), read(1_200, 3)]],
      ['job-1, which has ended', [...FAILED, shown(600, COLLECTING), submit(700), create(700, 3), read(800, 4)]],
    ],
    [
      [...READ, read(1_200, 3)],
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
    'leave 500 ms between two polls',
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
    'NOT report an earlier time',
    [['acted is recorded 1 ms before', [...READ, acted(599, 'cancel')]]],
    [[...READ, acted(600, 'cancel')]],
  ],
]

function later(): Trace {
  return [read(900_001, 50), reading(900_001, 50, UNFINISHED), read(1_000_000, 51), reading(1_000_000, 51, UNFINISHED)]
}
