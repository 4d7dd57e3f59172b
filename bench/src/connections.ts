import { type BankPort, connect } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'

const ROUNDS = 7
const CONNECTIONS = 200
/** Rounds that are not counted: it takes some hundred connections until the code is compiled. */
const WARM_ROUNDS = 3

const KINDS = [
  { kind: 'user', institutionId: 'AU00000' },
  { kind: 'user-mfa', institutionId: 'AU00002' },
] as const

/** How many run at once on one bank, and whether each has a port of its own. */
const WAYS = [
  { way: 'alone', atOnce: 1, isWrapped: false },
  { way: 'alone, each with a port of its own', atOnce: 1, isWrapped: true },
  { way: '20 at once', atOnce: 20, isWrapped: false },
  { way: '100 at once', atOnce: 100, isWrapped: false },
] as const

type Way = (typeof WAYS)[number]

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

/** Connects so many at once on a bank, then so many on the next one. */
const round = async (institutionId: string, { atOnce, isWrapped }: Way, seed: number): Promise<Round> => {
  let requests = 0
  let simulatedMs = 0
  const startedAt = process.cpuUsage()
  for (let i = 0; i < CONNECTIONS; i += atOnce) {
    const users = Array.from({ length: atOnce }, (_, user) => `user-${user}`)
    const bank = createMemoryBank({ seed: seed * CONNECTIONS + i, users })
    const simulated = async (userId: string): Promise<void> => {
      const begunAt = bank.clock.now()
      await connectOne(isWrapped ? { ...bank.port } : bank.port, userId, institutionId)
      simulatedMs += bank.clock.now() - begunAt
    }
    await Promise.all(users.map(simulated))
    requests += bank.served()
  }
  const { user, system } = process.cpuUsage(startedAt)
  return { cpuMs: (user + system) / 1_000, requests, simulatedMs }
}

const sorted = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => a - b)

const median = (numbers: readonly number[]): number => sorted(numbers)[numbers.length >> 1] ?? 0

console.log(`CPU of a connection, median and least of ${ROUNDS} rounds of ${CONNECTIONS}, in one process`)
const rows = KINDS.flatMap((kind) => WAYS.map((way) => ({ ...kind, ...way, rounds: [] as Round[] })))
for (let i = 0; i < WARM_ROUNDS + ROUNDS; i++)
  for (const row of rows) {
    const result = await round(row.institutionId, row, i)
    if (i >= WARM_ROUNDS) row.rounds.push(result)
  }
for (const { kind, way, rounds } of rows) {
  const each = rounds.map(({ cpuMs }) => cpuMs / CONNECTIONS)
  const least = sorted(each)[0] ?? 0
  console.log(
    `${kind}, ${way}: ${median(each).toFixed(2)} ms, least ${least.toFixed(2)}; ${Math.round(1_000 / median(each))} a second,`,
    `most ${Math.round(1_000 / least)};`,
    `${median(rounds.map(({ requests }) => requests / CONNECTIONS)).toFixed(1)} requests,`,
    `${(median(rounds.map(({ simulatedMs }) => simulatedMs / CONNECTIONS)) / 1_000).toFixed(1)} s of the bank's time`,
  )
}
