import { connect, explain } from '@bank-connection/core'
import { createHttpBank } from '@bank-connection/http-adapter'
import { createMemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { serveMemoryBank } from '@bank-connection/sandbox'
import { either as E, function as F, taskEither as TE } from 'fp-ts'

// A simulated bank on a local port, with short jobs, so that this example runs unchanged.
const apiKey = process.env['BASIQ_API_KEY'] ?? sandboxApiKey
const served = await serveMemoryBank(createMemoryBank({ apiKey, time: { speed: 1 }, durations: { medianMs: 1_000 } }))()
if (E.isLeft(served)) throw new Error(served.left.message)
const { url: baseUrl, close } = served.right

const bank = createHttpBank({ apiKey, baseUrl }) // the real API: createHttpBank({ apiKey })
const credentials = { loginId: 'jared', password: 'django' }
const connected = await F.pipe(
  bank.createUser({ email: 'jared@example.com' }),
  TE.chainW(({ id: userId }) => connect(bank, { userId, institutionId: 'AU00000', credentials })),
)()
console.log(E.isRight(connected) ? `connection ${connected.right.connectionId}` : explain(connected.left))
await bank.close()

await close()
