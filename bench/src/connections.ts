import { type BankPort, connect } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'

const ROUNDS = 7
const CONNECTIONS = 200
/** Rounds that are not counted: compiling the code takes some hundred connections. */
const WARM_UPS = 3

const KINDS = [
  { kind: 'user', institutionId: 'AU00000' },
  { kind: 'user-mfa', institutionId: 'AU00002' },
] as const

/** Concurrent connections per bank, and whether each has its own port. */
const MODES = [
  { mode: 'alone', concurrent: 1, hasOwnPort: false },
  { mode: 'alone, each with its own port', concurrent: 1, hasOwnPort: true },
  { mode: '20 concurrent', concurrent: 20, hasOwnPort: false },
  { mode: '100 concurrent', concurrent: 100, hasOwnPort: false },
] as const

type Mode = (typeof MODES)[number]

interface Round {
  readonly cpuMs: number
  readonly requests: number
  readonly simulatedMs: number
}

const connectOne = async (port: BankPort, userId: string, institutionId: string): Promise<void> => {
  const result = await connect(port, {
    userId,
    institutionId,
    credentials: { loginId: 'gavinBelson', password: 'hooli2016' },
    onChallenge: async () => ['Hooli'],
  })()
  if (E.isLeft(result)) throw new Error(result.left._tag)
}

/** Runs `CONNECTIONS` connections in batches of `concurrent`, each batch on a new bank. */
const round = async (institutionId: string, { concurrent, hasOwnPort }: Mode, seed: number): Promise<Round> => {
  let requests = 0
  let simulatedMs = 0
  const startedAt = process.cpuUsage()
  for (let i = 0; i < CONNECTIONS; i += concurrent) {
    const users = Array.from({ length: concurrent }, (_, user) => `user-${user}`)
    const bank = createMemoryBank({ seed: seed * CONNECTIONS + i, users })
    const simulated = async (userId: string): Promise<void> => {
      const begunAt = bank.clock.now()
      await connectOne(hasOwnPort ? { ...bank.port } : bank.port, userId, institutionId)
      simulatedMs += bank.clock.now() - begunAt
    }
    await Promise.all(users.map(simulated))
    requests += bank.served()
  }
  const { user, system } = process.cpuUsage(startedAt)
  return { cpuMs: (user + system) / 1_000, requests, simulatedMs }
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0

console.log(`CPU of a connection, median and minimum of ${ROUNDS} rounds of ${CONNECTIONS}, in one process`)
const rows = KINDS.flatMap((kind) => MODES.map((mode) => ({ ...kind, ...mode, rounds: [] as Round[] })))
for (let i = 0; i < WARM_UPS + ROUNDS; i++)
  for (const row of rows) {
    const result = await round(row.institutionId, row, i)
    if (i >= WARM_UPS) row.rounds.push(result)
  }
for (const { kind, mode, rounds } of rows) {
  const each = rounds.map(({ cpuMs }) => cpuMs / CONNECTIONS)
  const minimum = Math.min(...each)
  console.log(
    `${kind}, ${mode}: ${median(each).toFixed(2)} ms, minimum ${minimum.toFixed(2)}; ${Math.round(1_000 / median(each))} per second,`,
    `at most ${Math.round(1_000 / minimum)};`,
    `${median(rounds.map(({ requests }) => requests / CONNECTIONS)).toFixed(1)} requests,`,
    `${(median(rounds.map(({ simulatedMs }) => simulatedMs / CONNECTIONS)) / 1_000).toFixed(1)} s of simulated time`,
  )
}
