import { helpfulPerson } from '@bank-connection/core/testing'
import { runStory, type Story } from '@bank-connection/memory-adapter/testing'
import { expect, test } from 'vitest'
import { crashProblem } from '../../src/simulate/crash-check.ts'

/** A story whose process crashes twice between taking an answer and sending it. */
const lostAnswers: Story = {
  seed: 720_791_013,
  weather: 'fair',
  undocumented: {},
  latencyMs: 900,
  visits: [
    {
      userId: 'user-1',
      institutionId: 'AU00003',
      login: { kind: 'own', method: 'token', prompts: 1 },
      afterMs: 0,
      intent: 'create',
      person: {
        ...helpfulPerson,
        submits: [{ what: 'right', afterMs: 0 }],
        answers: [{ what: 'right', afterMs: 0 }],
        crashes: [
          { afterEvents: 9, turns: 12, downMs: 1_000 },
          { afterEvents: 17, turns: 0, downMs: 0 },
          { afterEvents: 34, turns: 0, downMs: 0 },
        ],
      },
      next: null,
      reads: false,
      limits: { answersMax: 2 },
    },
  ],
  faultBursts: [],
  incidents: [],
  faultsEndAfterMs: 8_000,
}

test('answers lost in crashes do not count as a difference', async () => {
  const { connections } = await runStory(lostAnswers)
  expect(connections[0]?.trace.filter(({ type }) => type === 'crashed')).toHaveLength(3)
  expect(connections[0]?.end).toMatchObject({ left: { _tag: 'AnswersRefused', attempts: 2 } })
  expect(await crashProblem(lostAnswers)).toBeNull()
})

test('a connection that ends differently after a crash is reported', async () => {
  let plays = 0
  const broken = async (one: Story) => {
    const played = await runStory(one)
    plays += 1
    return plays === 1 ? { ...played, connections: [] } : played
  }
  expect(await crashProblem(lostAnswers, broken)).toMatchObject({
    problem: 'Connected without crashes, nothing with them',
  })
})
