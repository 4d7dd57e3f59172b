import { queued } from '../../scripted-port.ts'
import {
  ASKED,
  answer,
  answerCall,
  answered,
  began,
  begunWith,
  COLLECTING,
  challenged,
  crashed,
  FOLLOWING,
  READ,
  read,
  reading,
  restored,
  STARTED,
  shown,
  step,
  UNFINISHED,
  unanswered,
  working,
} from './events.ts'
import type { LawCase } from './law-case.ts'

const VERIFIED = [step('verify-credentials', 'success')]

const OTHER = { ...UNFINISHED, id: 'job-2' } as typeof UNFINISHED

/** As it was saved: with the deadline that it was given. */
const KEPT = { ...FOLLOWING, deadlineAt: 608_400_020 }

/** Cases of the laws about views, also after a crash. */
export const viewCases: readonly LawCase[] = [
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
          ...READ,
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
        ...[...READ, shown(700, working('retrievingAccounts', VERIFIED)), crashed(1_600)],
        restored(9_000, 'verifying', KEPT),
      ],
      [
        ...[...ASKED, answer(700), answerCall(700, 3), answered(700, 3), crashed(1_700)],
        restored(9_000, 'verifyingAnswer', { ...KEPT, answersSent: 1 }),
      ],
      [...READ, shown(600, COLLECTING), crashed(1_600), restored(9_000, 'collecting', {})],
    ],
  ],
  [
    'NOT show a stage of a job, or a challenge, that no poll',
    [
      ['verifyingAnswer of job-1', [...READ, shown(600, working('verifyingAnswer'))]],
      ['retrievingAccounts of job-1', [...STARTED, shown(600, working('retrievingAccounts'))]],
      ['parked of job-1', [...READ, shown(600, working('parked'))]],
      ['challenged of job-1', [...READ, shown(600, challenged(120_600))]],
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
]
