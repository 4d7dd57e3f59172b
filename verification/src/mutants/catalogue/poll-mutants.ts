import type { Mutant } from './mutant.ts'

const STAGE = 'packages/core/src/domain/job-stage.ts'
const WATCH = 'packages/core/src/machine/actors/watch-job.ts'
const SCHEDULE = 'packages/core/src/machine/actors/poll-schedule.ts'
const FIND = 'packages/core/src/machine/actors/find-lost-job.ts'

/** Bugs in polling, interpreting and finding a job; earlier clients had the first six. */
export const mutantsOfWatch: readonly Mutant[] = [
  {
    name: 'polls overlap: the next one does not wait for the last response',
    file: WATCH,
    from: '    else if (!(await pollOnce(port, watch))) return\n',
    to: `    else {
      void pollOnce(port, watch)
      await port.clock.sleep(1_000, watch.current.signal)
    }
`,
  },
  {
    name: 'polling continues forever when polls fail',
    file: WATCH,
    from: 'if (isTemporary(failure) && watch.poll.failures < POLL_FAILURES_MAX) return true',
    to: 'if (failure !== null) return true',
  },
  {
    name: 'the status of a failed step is read as `failure`',
    file: STAGE,
    from: "const failed = steps.find(({ status }) => status === 'failed')",
    to: "const failed = steps.find(({ status }) => status === ('failure' as string))",
  },
  {
    name: 'a failed step is hidden behind the pending ones after it',
    file: STAGE,
    from: "const failed = steps.find(({ status }) => status === 'failed')",
    to: "const failed = steps.find(({ status }, i) => status === 'failed' && steps[i + 1]?.status !== 'pending')",
  },
  {
    name: 'the open challenge is found by the position of its step',
    file: STAGE,
    from: "const mfa = unfinished('mfa-challenge')",
    to: 'const mfa = steps.find((step, i) => i === 1 && !isFinished(step))',
  },
  {
    name: 'a challenge that is in progress after its answer is read as a failure',
    file: STAGE,
    from: "return { _tag: mfa.status === 'in-progress' ? 'VerifyingAnswer' : 'Verifying' }",
    to: "return mfa.status === 'in-progress' ? { _tag: 'Failed', step: mfa.title, problem: null } : { _tag: 'Verifying' }",
  },
  {
    name: 'an unknown status counts as success',
    file: STAGE,
    from: "status === 'success' || status === 'skipped'",
    to: "!['pending', 'in-progress', 'failed'].includes(status)",
  },
  {
    name: 'the job is polled while an answer is in flight',
    file: 'packages/core/src/machine/following.ts',
    from: "entry: 'pauseWatch',",
    to: 'entry: [],',
  },
  {
    name: 'a poll that shows nothing new is reported',
    file: WATCH,
    from: '  if (changed) watch.send(',
    to: '  watch.send(',
  },
  {
    name: 'polling continues after the connection has ended',
    file: WATCH,
    from: '    return () => {\n      watch.stopped = true\n      interrupt(watch)\n    }',
    to: '    return () => undefined',
  },
  {
    name: 'the interval between two polls is too short',
    file: SCHEDULE,
    from: 'clamp(meanMs * gapOfMean, GAP_MIN_MS, GAP_MAX_MS)',
    to: 'clamp(meanMs * gapOfMean, GAP_MIN_MS, GAP_MAX_MS) - 100',
  },
  {
    name: 'failed polls are retried without a longer wait',
    file: SCHEDULE,
    from: 'Math.min(FAILED_GAP_MAX_MS, 1_000 * 2 ** (failures - 1))',
    to: '1_000',
  },
  {
    name: 'a job that is queued for hours is polled every five seconds',
    file: SCHEDULE,
    from: 'return { firstMs: PARKED_GAP_MS, gapMs: PARKED_GAP_MS,',
    to: 'return { firstMs: 5_000, gapMs: 5_000,',
  },
  {
    name: 'a job from before the request is adopted as the lost one',
    file: FIND,
    from: '  beganAfter(requestedAt, job) &&\n',
    to: '',
  },
]
