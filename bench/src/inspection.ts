import { connect, type WatchOptions } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'

const ROUNDS = 15
const CONNECTIONS = 100

/** Who watches: nobody; nobody, said so; somebody who does nothing with it; somebody who writes it down. */
const WATCHERS: Readonly<Record<string, WatchOptions>> = {
  'no option': {},
  'inspect: undefined': { inspect: undefined },
  'told, and ignored': { inspect: () => undefined },
  'told, and written as JSON': { inspect: (event) => void JSON.stringify(event) },
}

/** CPU milliseconds a connection, each on a bank of its own. */
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
  for (const [name, options] of Object.entries(WATCHERS)) {
    const cost = await round(options, i)
    // The first round warms up.
    if (i > 0) spent.set(name, [...(spent.get(name) ?? []), cost])
  }

console.log(`CPU of a user-mfa connection, median and least of ${ROUNDS} rounds of ${CONNECTIONS}, side by side`)
for (const [name, costs] of spent)
  console.log(`${name}: ${median(costs).toFixed(2)} ms, ${Math.min(...costs).toFixed(2)} ms`)
