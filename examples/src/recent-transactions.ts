import { connect, explain, transactions } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'

const { port, userId } = createMemoryBank()
const credentials = { loginId: 'jared', password: 'django' }
const connected = await connect(port, { userId, institutionId: 'AU00000', credentials })()
if (E.isLeft(connected)) throw new Error(explain(connected.left))
const { connectionId } = connected.right

const today = port.clock.now() // the bank's time: a simulated bank has its own
const postedFrom = new Date(today - 30 * 86_400_000).toISOString().slice(0, 10)
for await (const item of transactions(port, { userId, filter: { connectionId, postedFrom } })) {
  if (E.isLeft(item)) throw new Error(explain(item.left))
  console.log(item.right.description, item.right.amount)
}
