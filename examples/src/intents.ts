import { connect } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { taskEither as TE } from 'fp-ts'

const { port, userId } = createMemoryBank()
const login = { loginId: 'jared', password: 'django' }
const { connectionId, jobId } = await TE.toUnion(
  connect(port, { userId, institutionId: 'AU00000', credentials: login }),
)().then((end) => ('_tag' in end ? Promise.reject(new Error(end._tag)) : end))
const credentials = { password: login.password }

// Fetches new data.
const refresh = connect(port, { userId, connectionId, intent: 'refresh' })
// Gives the connection a new password; an update takes no loginId.
const update = connect(port, { userId, connectionId, intent: 'update', credentials })
// Continues a job that was started elsewhere.
const follow = connect(port, { userId, jobId, intent: 'follow' })

for (const intent of [refresh, update, follow]) console.log((await intent())._tag)
