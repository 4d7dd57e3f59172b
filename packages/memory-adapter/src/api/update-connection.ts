import { problems } from '../errors/api-error.ts'
import { type Handler, objectOf, respondProblem, textIn } from '../http/request.ts'
import { runningJob } from '../jobs/connection-state.ts'
import { startJob } from '../jobs/start-job.ts'
import { isByToken } from '../world/institutions.ts'
import { digestSecret } from '../world/login-digests.ts'
import { type ConnectionRecord, findInstitution } from '../world/world.ts'
import { onConnection } from './connections.ts'
import { digestAll, loginWith, missingExtra } from './create-connection.ts'
import { accepted, alreadyRunning } from './job-body.ts'

/**
 * While a job runs, that job is returned and nothing is updated. A connection with a user token has no password, so the
 * update is rejected. Data retrieved before is kept, however the update ends.
 *
 * @source Basiq API v2.1, POST /users/{userId}/connections/{connectionId}; we chose the error for user tokens
 */
export const updateConnection: Handler = onConnection((context, connection) => {
  const { world, now, request } = context
  const body = objectOf(request.body)
  if (body === null) return respondProblem(context, problems.connectionMalformed)
  const institution = findInstitution(world, connection.institutionId)
  const password = textIn(body, 'password')
  if (password === undefined) return respondProblem(context, problems.passwordNotValid)
  if (institution === null) return respondProblem(context, problems.institutionUnsupported)
  if (isByToken(institution)) return respondProblem(context, problems.passwordNotValid)
  const { seed, undocumented, logins } = world.setup
  const extra = missingExtra(institution, body)
  if (extra !== null && undocumented.missingExtra === 'refused') return respondProblem(context, extra)
  const running = runningJob(world, connection, now)
  if (running !== null) return alreadyRunning(context, running)
  const secret = digestSecret(seed, connection.name, password)
  const credentials = digestAll(seed, institution.id, connection.name, secret, body)
  const fails = extra !== null && undocumented.missingExtra === 'fails'
  const given = { name: connection.name, secret, all: credentials }
  const login = fails ? null : loginWith(logins, connection.script, given)
  const updated: ConnectionRecord = { ...connection, credentials, login, holder: login ?? connection.holder }
  return accepted(context, startJob(world, now, { connection: updated, institution, intent: 'update' }))
})
