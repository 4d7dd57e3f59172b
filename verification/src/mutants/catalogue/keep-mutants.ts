import type { Mutant } from './mutant.ts'

const SAVED = 'packages/core/src/machine/saved/saved-connection.ts'

const savedWithout = (name: string, member: string): Mutant => ({
  name,
  file: SAVED,
  from: 'MemoryCodec.encode(context)',
  to: `MemoryCodec.encode({ ...context, ${member} })`,
})

/** Bugs in saving, restoring and keeping a connection. */
export const mutantsOfKeeping: readonly Mutant[] = [
  savedWithout('the count of answers is lost when it is saved', 'answersSent: 0'),
  savedWithout('the count of refusals is lost when it is saved', 'attempts: 0'),
  savedWithout('the steps are lost when it is saved', 'steps: []'),
  savedWithout(
    'the deadline of a job is reset when it is saved',
    'deadlineAt: context.deadlineAt === null ? null : savedAt + context.limits.jobTimeoutMs',
  ),
  savedWithout('the limits are lost when it is saved', 'limits: { ...context.limits, attemptsMax: 3, answersMax: 5 }'),
  {
    name: 'a pending request is saved as not yet sent',
    file: SAVED,
    from: "at: pointOf(value) ?? 'preparing',",
    to: "at: value === 'creating' ? 'collecting' : (pointOf(value) ?? 'preparing'),",
  },
  {
    name: 'two saves of one connection are in flight at the same time',
    file: 'packages/core/src/connect/keep/save-queue.ts',
    from: 'saving ??= save()',
    to: 'saving = save()',
  },
]
