import { connect } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'

const ROUNDS = 5
const CONNECTIONS = 400

const KINDS = [
  { name: 'user', institutionId: 'AU00000' },
  { name: 'user-mfa', institutionId: 'AU00002' },
] as const

/** Connects one after the other, each on a bank of its own. */
const round = async (
  institutionId: string,
  seed: number,
): Promise<{ ms: number; requests: number; simulatedMs: number }> => {
  let requests = 0
  let simulatedMs = 0
  const startedAt = performance.now()
  for (let i = 0; i < CONNECTIONS; i++) {
    const bank = createMemoryBank({ seed: seed * CONNECTIONS + i })
    const begunAt = bank.clock.now()
    const result = await connect(bank.port, {
      userId: bank.userId,
      institutionId,
      credentials: { loginId: 'gavinBelson', password: 'hooli2016' },
      onChallenge: async () => ['Hooli'],
    })()
    if (E.isLeft(result)) throw new Error(result.left._tag)
    requests += bank.served()
    simulatedMs += bank.clock.now() - begunAt
  }
  return { ms: performance.now() - startedAt, requests, simulatedMs }
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0

console.log(`median of ${ROUNDS} rounds of ${CONNECTIONS} connections, one at a time, in one process`)
for (const { name, institutionId } of KINDS) {
  await round(institutionId, 0)
  const rounds = []
  for (let i = 1; i <= ROUNDS; i++) rounds.push(await round(institutionId, i))
  const msEach = median(rounds.map(({ ms }) => ms / CONNECTIONS))
  console.log(
    `${name}: ${msEach.toFixed(2)} ms a connection, ${Math.round(1_000 / msEach)} a second;`,
    `${median(rounds.map(({ requests }) => requests / CONNECTIONS)).toFixed(1)} requests,`,
    `${(median(rounds.map(({ simulatedMs }) => simulatedMs / CONNECTIONS)) / 1_000).toFixed(1)} s of the bank's time`,
  )
}
