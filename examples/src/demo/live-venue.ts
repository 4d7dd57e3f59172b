import { randomUUID } from 'node:crypto'
import { explain, type PortError, type UserId } from '@bank-connection/core'
import { createHttpBank, DEFAULT_BASE_URL, type HttpBank } from '@bank-connection/http-adapter'
import { either as E, type taskEither as TE } from 'fp-ts'
import { adviceOn } from './advice.ts'
import { type Misused, misused } from './person.ts'
import type { NoVenue, Surroundings, Venue } from './venue.ts'

/** The real API, and a user there who is made now and deleted at the end. */
export const openLiveVenue =
  (surroundings: Surroundings): TE.TaskEither<NoVenue, Venue> =>
  async () => {
    const client = createClient(surroundings)
    if (E.isLeft(client)) return client
    const bank = client.right
    const { abandoned } = surroundings
    const email = `bank-connection-demo-${randomUUID().slice(0, 8)}@example.com`
    // An interrupt does not stop this: of a request that was stopped, nobody knows whether there is a user to delete.
    const user = await bank.createUser({ email }, abandoned)()
    if (E.isLeft(user)) {
      await bank.close()
      return E.left({ _tag: 'Unavailable', lines: [...failed(user.left), ...doubtAbout(user.left, email)] })
    }
    const { id: userId } = user.right
    const where = baseUrlOf(surroundings) ?? DEFAULT_BASE_URL
    return E.right({
      port: bank,
      userId,
      note: `The API at ${where}, as user ${userId}, who is deleted at the end`,
      close: async () => {
        const deleted = await bank.deleteUser({ userId }, abandoned)()
        await bank.close()
        return E.isRight(deleted) ? [] : remaining(userId, deleted.left)
      },
    })
  }

const createClient = (surroundings: Surroundings): E.Either<Misused, HttpBank> => {
  const { env, clock } = surroundings
  const apiKey = env['BASIQ_API_KEY'] ?? ''
  if (apiKey === '') return E.left(misused(KEY_MISSING))
  const baseUrl = baseUrlOf(surroundings)
  try {
    return E.right(
      createHttpBank({ apiKey, ...(baseUrl === null ? {} : { baseUrl }), ...(clock === undefined ? {} : { clock }) }),
    )
  } catch (error) {
    // It names the option and the remedy, and never the value.
    return E.left(misused(error instanceof Error ? asVariables(error.message) : String(error)))
  }
}

const KEY_MISSING =
  '--live: set BASIQ_API_KEY to the API key of a sandbox application, as the dashboard of the API shows it'

/** `null`: the adapter's own. */
const baseUrlOf = ({ env }: Surroundings): string | null => {
  const baseUrl = env['BASIQ_BASE_URL'] ?? ''
  return baseUrl === '' ? null : baseUrl
}

const asVariables = (message: string): string =>
  message.replace(/^apiKey must/, 'BASIQ_API_KEY: must').replace(/^baseUrl must/, 'BASIQ_BASE_URL: must')

const failed = (failure: PortError): readonly string[] => [explain(failure), `What to do: ${adviceOn(failure)}`]

/** A request whose answer is lost may have made the user. */
const doubtAbout = (failure: PortError, email: string): readonly string[] =>
  mayHaveArrived(failure) ? [`A user may have been made all the same: look for the e-mail address ${email}.`] : []

const mayHaveArrived = (failure: PortError): boolean => {
  switch (failure._tag) {
    case 'Unreachable':
      return failure.delivered === 'unknown'
    case 'MalformedResponse':
      return true
    case 'Refused':
      return failure.status >= 500
    case 'TokenUnavailable':
      return false
  }
}

const remaining = (userId: UserId, failure: PortError): readonly string[] => [
  `The user ${userId} was not deleted: ${explain(failure)}`,
  `What to do: Delete it yourself, by DELETE /users/${userId} or in the dashboard.`,
]
