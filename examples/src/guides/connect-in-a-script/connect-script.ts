import { connect, explain } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { exitCodeOf } from './exit-code.ts'
import { scriptBank } from './script-bank.ts'

const { bank, userId, close } = scriptBank(process.env)
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

const connected = await connect(bank, {
  userId,
  institutionId: process.env['INSTITUTION_ID'] ?? 'AU00000',
  credentials: { loginId: process.env['LOGIN_ID'] ?? '', password: process.env['PASSWORD'] ?? '' },
  limits: { jobTimeoutMs: 10 * 60_000 },
  onProgress: ({ stage }) => console.error(stage),
  signal: stop.signal,
})()

if (E.isRight(connected)) console.log(connected.right.connectionId)
else console.error(explain(connected.left))
process.exitCode = E.isRight(connected) ? 0 : exitCodeOf(connected.left)
await close()
