import type { Mutant } from './mutant.ts'

/** Bugs in the simulated bank and its clock. */
export const mutantsOfBank: readonly Mutant[] = [
  {
    name: 'the bank accepts any password',
    file: 'packages/memory-adapter/src/world/login-digests.ts',
    from: 'name === given.name && secret === given.secret',
    to: 'name === given.name',
  },
  {
    name: 'a step of a job succeeds as soon as it starts',
    file: 'packages/memory-adapter/src/jobs/timeline.ts',
    from: "{ changes: [begun, change(at, title, 'success', 'link')], endsAt: at }",
    to: "{ changes: [begun, change(begun.at, title, 'success', 'link')], endsAt: begun.at }",
  },
  {
    name: 'the same create makes a second job while the first one runs',
    file: 'packages/memory-adapter/src/api/create-connection.ts',
    from: 'if (job !== null) return alreadyRunning(context, job)',
    to: 'if (job !== null && now < 0) return alreadyRunning(context, job)',
  },
  {
    name: 'the last transaction of a page is repeated on the next page',
    file: 'packages/memory-adapter/src/api/transactions.ts',
    from: 'below(i === start && after !== null ? after : count)',
    to: 'below(i === start && after !== null ? after + 1 : count)',
  },
  {
    name: 'the clock sometimes runs backwards',
    file: 'packages/core/src/time/virtual-clock.ts',
    from: '    now: () => time,\n',
    to: '    now: () => (order % 9 === 8 ? time - 400 : time),\n',
  },
]
