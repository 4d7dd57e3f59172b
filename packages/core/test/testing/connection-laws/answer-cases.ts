import { either as E } from 'fp-ts'
import { asking, checking } from '../../scripted-port.ts'
import {
  ANSWERED,
  ASKED,
  answer,
  answerCall,
  answered,
  began,
  called,
  challenged,
  crashed,
  FOLLOWING,
  offline,
  read,
  reading,
  refused,
  restored,
  STARTED,
  shown,
  unsent,
  working,
} from './events.ts'
import type { LawCase } from './law-case.ts'

/** Cases of the laws about challenges and answers. */
export const answerCases: readonly LawCase[] = [
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
]
