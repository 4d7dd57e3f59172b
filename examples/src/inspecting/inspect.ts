import { connect, explain } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { createWebSocketInspector } from '@statelyai/inspect'
import { either as E } from 'fp-ts'

const { port, userId } = createMemoryBank({ time: { speed: 10 } })
const inspector = createWebSocketInspector({ url: process.env['INSPECTOR_URL'] ?? 'ws://127.0.0.1:4020' })

const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
const onChallenge = async () => ['Hooli']
const result = await connect(port, {
  ...{ userId, institutionId: 'AU00002', credentials, onChallenge },
  inspect: inspector.inspect, // receives states, steps and failures; no credentials, answers or texts of the bank
})()

console.log(E.isRight(result) ? `connection ${result.right.connectionId}` : explain(result.left))
// The last events are sent a little later.
setTimeout(() => inspector.stop(), 1_000)
