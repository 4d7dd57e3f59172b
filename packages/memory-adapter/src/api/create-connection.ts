import { notSupplied, type Problem, problems } from '../errors/api-error.ts'
import { refusalWithStatus } from '../errors/error-for-code.ts'
import { type Handler, objectOf, respondProblem, textIn } from '../http/request.ts'
import { runningJob, stateAt } from '../jobs/connection-state.ts'
import { startJob } from '../jobs/start-job.ts'
import { digest, uuid } from '../world/hash.ts'
import { find, put } from '../world/id-map.ts'
import { type BankInstitution, isByToken } from '../world/institutions.ts'
import {
  digestName,
  digestSecret,
  findLogin,
  type GivenCredentials,
  isKnown,
  type KnownLogin,
  scriptedIndex,
} from '../world/login-digests.ts'
import { type LoginScript, readLoginScript, scriptNotValid } from '../world/scripted-login.ts'
import { type ConnectionRecord, findInstitution, type UserRecord, type World } from '../world/world.ts'
import { accepted, alreadyRunning } from './job-body.ts'
import { onUser } from './on-user.ts'

type Members = Readonly<Record<string, unknown>>

/**
 * While a job of a connection with the same credentials runs, that job is returned.
 *
 * @source Basiq API v2.1, POST /users/{userId}/connections
 */
export const createConnection: Handler = onUser((context, user) => {
  const { world, now, request } = context
  const body = objectOf(request.body)
  if (body === null || Object.keys(body).length === 0) return respondProblem(context, problems.connectionMalformed)
  const institutionId = textIn(objectOf(body['institution']) ?? {}, 'id')
  if (institutionId === undefined) return respondProblem(context, missing('institution/id', 'id', 'Institution ID'))
  const institution = findInstitution(world, institutionId)
  if (institution === null) return respondProblem(context, problems.institutionNotFound)
  if (institution.authorization === 'other') return respondProblem(context, problems.institutionUnsupported)
  const problem = incomplete(world, institution, body)
  if (problem !== null) return respondProblem(context, problem)
  const given = digestCredentials(world.setup.seed, institution, body)
  const script = scriptIn(world, institution, body, given)
  if (script === 'not-valid') return respondProblem(context, scriptNotValid(nameMember(institution)))
  if (script?.does === 'is-refused') return respondProblem(context, refusalWithStatus(script.status))
  const same = connectionsAlike(world, user, institution, given)
  for (const connection of same) {
    const job = runningJob(world, connection, now)
    if (job !== null) return alreadyRunning(context, job)
  }
  const isRefused = world.setup.undocumented.existingConnection === 'refused'
  if (isRefused && same.some((one) => stateAt(world, one, now).status === 'active'))
    return respondProblem(context, problems.connectionExists)
  const { connectionsMax } = world.setup
  if (connectionsMax !== null && world.connectionCount >= connectionsMax)
    return respondProblem(context, problems.connectionsTooMany)
  const fails = lacksExtra(institution, body) && world.setup.undocumented.missingExtra === 'fails'
  const login = fails ? null : loginWith(world.setup.logins, script, given)
  const [added, connection] = addConnection(world, now, { user, institution, given, login, script })
  return accepted(context, startJob(added, now, { connection, institution, intent: 'create' }))
})

/** Index of the login that these credentials match; null: none. A scripted login accepts any password. */
export const loginWith = (
  logins: readonly KnownLogin[],
  script: LoginScript | null,
  given: GivenCredentials,
): number | null => (script === null ? findLogin(logins, given) : scriptedIndex(logins))

/** Error for a missing security code or secondary login id; null: nothing is missing. */
export const missingExtra = (institution: BankInstitution, body: Members): Problem | null => {
  if (institution.securityCodeCaption !== undefined && textIn(body, 'securityCode') === undefined) {
    return missing('securityCode', 'securityCode', 'Security code')
  }
  if (institution.secondaryLoginIdCaption !== undefined && textIn(body, 'secondaryLoginId') === undefined) {
    return missing('secondaryLoginId', 'secondaryLoginId', 'Secondary login ID')
  }
  return null
}

const lacksExtra = (institution: BankInstitution, body: Members): boolean => missingExtra(institution, body) !== null

/** We chose the texts for the user token, the security code and the secondary login id. */
const incomplete = ({ setup }: World, institution: BankInstitution, body: Members): Problem | null => {
  if (isByToken(institution)) {
    if (textIn(body, 'userToken') === undefined) return missing('userToken', 'userToken', 'User token')
  } else {
    if (textIn(body, 'loginId') === undefined) return missing('loginId', 'loginId', 'Login ID')
    if (textIn(body, 'password') === undefined) return missing('password', 'password', 'Password')
  }
  return setup.undocumented.missingExtra === 'refused' ? missingExtra(institution, body) : null
}

/** @source Basiq API v2.1, HTTP errors per endpoint */
const missing = (pointer: string, parameter: string, name: string): Problem =>
  notSupplied(`${name} parameter is required.`, { pointer: `connection/${pointer}`, parameter })

/** The script that the login or user token selects. A known login has none. */
const scriptIn = (
  { setup }: World,
  institution: BankInstitution,
  body: Members,
  given: GivenCredentials,
): LoginScript | 'not-valid' | null => {
  const script = readLoginScript(textIn(body, nameMember(institution)) ?? '')
  return script === null || isKnown(setup.logins, given) ? null : script
}

const nameMember = (institution: BankInstitution): 'userToken' | 'loginId' =>
  isByToken(institution) ? 'userToken' : 'loginId'

const digestCredentials = (seed: number, institution: BankInstitution, body: Members): GivenCredentials => {
  const loginId = isByToken(institution) ? undefined : textIn(body, 'loginId')
  const password = isByToken(institution) ? undefined : textIn(body, 'password')
  const name = digestName(seed, loginId, textIn(body, 'userToken'))
  const secret = password === undefined ? null : digestSecret(seed, name, password)
  return { name, secret, all: digestAll(seed, institution.id, name, secret, body) }
}

/** Digest of all credentials for the institution. */
export const digestAll = (
  seed: number,
  institutionId: string,
  name: string,
  secret: string | null,
  body: Members,
): string =>
  digest(
    seed,
    'credentials',
    institutionId,
    name,
    secret ?? '',
    textIn(body, 'securityCode') ?? '',
    textIn(body, 'secondaryLoginId') ?? '',
  )

const connectionsAlike = (
  world: World,
  user: UserRecord,
  institution: BankInstitution,
  { all }: GivenCredentials,
): readonly ConnectionRecord[] =>
  user.connectionIds.flatMap((id) => {
    const connection = find(world.connections, id)
    const isAlike =
      connection?.deletedAt === null && connection.institutionId === institution.id && connection.credentials === all
    return isAlike ? [connection] : []
  })

interface NewConnection {
  readonly user: UserRecord
  readonly institution: BankInstitution
  readonly given: GivenCredentials
  readonly login: number | null
  readonly script: LoginScript | null
}

const addConnection = (
  world: World,
  now: number,
  { user, institution, given, login, script }: NewConnection,
): readonly [World, ConnectionRecord] => {
  const ordinal = world.made + 1
  const connection: ConnectionRecord = {
    id: uuid(world.setup.seed, 'connection', ordinal),
    ordinal,
    userId: user.id,
    institutionId: institution.id,
    name: given.name,
    credentials: given.all,
    login,
    holder: login,
    script,
    createdAt: now,
    lastUsedAt: now,
    before: { status: 'pending', accountsAt: null, transactionsAt: null, generation: 0 },
    jobId: null,
    deletedAt: null,
  }
  const users = put(world.users, user.id, { ...user, connectionIds: [...user.connectionIds, connection.id] })
  return [{ ...world, made: ordinal, connectionCount: world.connectionCount + 1, users }, connection]
}
