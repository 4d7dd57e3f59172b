import type { Trace } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import { denied } from '../../scripted-port.ts'
import {
  ANSWERED,
  ASKED,
  answer,
  answerCall,
  began,
  COLLECTING,
  called,
  crashed,
  create,
  created,
  DENIED,
  FOLLOWING,
  follow,
  offline,
  READ,
  read,
  reading,
  refused,
  restored,
  STARTED,
  settled,
  shown,
  submit,
  UNFINISHED,
  unsent,
} from './events.ts'
import type { LawCase } from './law-case.ts'

const again = (at: number, call: number): Trace => [shown(at, COLLECTING), submit(at), create(at, call)]

const LISTED = settled(70_000, 2, 'listJobs', E.right([]))

const polledAt = called(70_000, 2, 'listJobs', { userId: 'user-1' })

const LOST: Trace = [began(), ...again(10, 1), settled(20, 1, 'createConnection', offline)]

const LOST_CREATE: Trace = [began(), submit(60_000), create(60_000, 1), settled(60_020, 1, 'createConnection', offline)]

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

/** Cases of the laws about requests, credentials and the job of a lost request. */
export const requestCases: readonly LawCase[] = [
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
    'adopt a job for a lost request',
    [
      ['job-1 began before', [...LOST_CREATE, ...listed(['job-1', 54_999]), read(60_031, 3)]],
      ['job-1 is of another institution', [...LOST_CREATE, ...listed(['job-1', 60_000, 'AU00009']), read(60_031, 3)]],
      ['one of 2', [...LOST_CREATE, ...listed(['job-1', 60_000], ['job-2', 60_000]), read(60_031, 3)]],
    ],
    [
      [...LOST_CREATE, ...listed(['job-1', 55_000]), read(60_031, 3)],
      [...LOST_CREATE, ...listed(['job-1', 60_000], ['job-2', 9_000], ['job-3', 60_000, 'AU00009']), read(60_031, 3)],
      [
        ...LOST_CREATE,
        ...listed(['job-1', 60_000], ['job-2', 60_000]),
        submit(70_000),
        create(70_000, 3),
        read(71_000, 4),
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
