import type { Random } from './seeded-random.ts'

interface HostileJob {
  readonly id: string
  readonly position: number
  readonly authorization: string
  readonly fails: boolean
  readonly echo: () => string
  readonly random: Random
  readonly at: number
}

const POSITIONS = [
  ['pending', 'pending', 'pending', 'pending'],
  ['in-progress', 'pending', 'pending', 'pending'],
  ['success', 'in-progress', 'pending', 'pending'],
  ['success', 'in-progress', 'pending', 'pending'],
  ['success', 'success', 'in-progress', 'pending'],
  ['success', 'success', 'success', 'in-progress'],
  ['success', 'success', 'success', 'success'],
] as const

const TITLES = ['verify-credentials', 'mfa-challenge', 'retrieve-accounts', 'retrieve-transactions']

const challenge = (method: string) => ({
  type: 'mfa',
  method,
  description: 'Please answer.',
  input: ['Code', 'Word'],
  expiryMs: 120_000,
})

/** Why a step failed, with secrets in any of its texts. */
const problem = ({ echo, random }: HostileJob) => ({
  code: random.chance(50)
    ? random.pick(['invalid-credentials', 'invalid-credentials', 'temporary-unavailable'])
    : echo(),
  title: random.chance(50) ? echo() : null,
  [random.pick(['detail', 'details'])]: random.chance(80) ? echo() : 'Account is locked',
})

/** The JSON of a job. When it goes wrong, a step or a link echoes a secret. */
export const jobBody = (job: HostileJob): unknown => {
  const { id, position, authorization, fails, echo, random, at } = job
  const shown = POSITIONS[Math.min(position, POSITIONS.length - 1)] ?? POSITIONS[0]
  const asks = position === 2 && authorization !== 'user'
  const steps = TITLES.map((title, i): Readonly<Record<string, unknown>> => {
    const status = shown[i] ?? 'pending'
    if (i === 1 && asks) return { title, status, result: challenge('token') }
    return {
      title,
      status: i === 1 && status === 'success' && authorization === 'user' ? 'skipped' : status,
      result: null,
    }
  })
  const at0 = random.below(steps.length)
  const wrong = (step: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    random.pick<() => Readonly<Record<string, unknown>>>([
      () => ({ ...step, status: 'failed', result: problem(job) }),
      () => ({ ...step, status: 'failed', result: problem(job) }),
      () => ({ ...step, status: 'pending', result: problem(job) }),
      () => ({ ...step, title: echo() }),
      () => ({ ...step, status: echo() }),
      () => ({ ...step, result: { type: 'link', url: `/users/user-1/connections/c-1?login=${echo()}` } }),
      () => ({ ...step, result: { type: echo(), text: echo() } }),
      () => ({ ...step, status: 'in-progress', result: challenge(echo()) }),
    ])()
  return {
    id,
    created: new Date(at).toISOString(),
    institution: { id: 'AU00001' },
    steps: fails ? steps.map((step, i) => (i === at0 ? wrong(step) : step)) : steps,
    links:
      shown[0] === 'success' ? { source: `/users/user-1/connections/c-1${fails ? `?${echo()}#${echo()}` : ''}` } : null,
  }
}
