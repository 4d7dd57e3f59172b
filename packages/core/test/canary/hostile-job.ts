import type { Draw } from './seeded-random.ts'

interface Scene {
  readonly id: string
  readonly position: number
  readonly authorization: string
  readonly goesWrong: boolean
  readonly echo: () => string
  readonly draw: Draw
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

/** Why a step failed, with the secrets in any of its texts. */
const problem = ({ echo, draw }: Scene) => ({
  code: draw.luck(50) ? draw.pick(['invalid-credentials', 'invalid-credentials', 'temporary-unavailable']) : echo(),
  title: draw.luck(50) ? echo() : null,
  [draw.pick(['detail', 'details'])]: draw.luck(80) ? echo() : 'Account is locked',
})

/** A job as it is on the wire. When it goes wrong, some step or link of it repeats a secret. */
export const jobBody = (scene: Scene): unknown => {
  const { id, position, authorization, goesWrong, echo, draw, at } = scene
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
  const at0 = draw.below(steps.length)
  const wrong = (step: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    draw.pick<() => Readonly<Record<string, unknown>>>([
      () => ({ ...step, status: 'failed', result: problem(scene) }),
      () => ({ ...step, status: 'failed', result: problem(scene) }),
      () => ({ ...step, status: 'pending', result: problem(scene) }),
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
    steps: goesWrong ? steps.map((step, i) => (i === at0 ? wrong(step) : step)) : steps,
    links:
      shown[0] === 'success'
        ? { source: `/users/user-1/connections/c-1${goesWrong ? `?${echo()}#${echo()}` : ''}` }
        : null,
  }
}
