import { connect, type WatchOptions } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'

const ROUNDS = 15
const CONNECTIONS = 100

const CASES: Readonly<Record<string, WatchOptions>> = {
  omitted: {},
  'inspect: undefined': { inspect: undefined },
  'no-op function': { inspect: () => undefined },
  'serialized as JSON': { inspect: (event) => void JSON.stringify(event) },
}

/** CPU milliseconds per connection, each on a new bank. */
const round = async (options: WatchOptions, seed: number): Promise<number> => {
  const startedAt = process.cpuUsage()
  for (let i = 0; i < CONNECTIONS; i++) {
    const bank = createMemoryBank({ seed: seed * CONNECTIONS + i })
    const result = await connect(bank.port, {
      userId: bank.userId,
      institutionId: 'AU00002',
      credentials: { loginId: 'gavinBelson', password: 'hooli2016' },
      onChallenge: async () => ['Hooli'],
      ...options,
    })()
    if (E.isLeft(result)) throw new Error(result.left._tag)
  }
  const { user, system } = process.cpuUsage(startedAt)
  return (user + system) / 1_000 / CONNECTIONS
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0

const spent = new Map<string, number[]>()
for (let i = 0; i <= ROUNDS; i++)
  for (const [name, options] of Object.entries(CASES)) {
    const cost = await round(options, i)
    // The first round warms up.
    if (i > 0) spent.set(name, [...(spent.get(name) ?? []), cost])
  }

console.log(`CPU of a user-mfa connection, median and minimum of ${ROUNDS} rounds of ${CONNECTIONS}`)
for (const [name, costs] of spent)
  console.log(`${name}: ${median(costs).toFixed(2)} ms, ${Math.min(...costs).toFixed(2)} ms`)
