import {
  adviceFor,
  type BankPort,
  type ConnectionStore,
  Credentials,
  type InputRejected,
  InstitutionId,
  type KeptConnection,
  keepConnection,
  resumeConnection,
} from '@bank-connection/core'
import { decodeWith } from '@bank-connection/core/adapter'
import { MfaAnswers } from '@bank-connection/core/codec'
import { either as E, type taskEither as TE } from 'fp-ts'
import { readJson } from './read-json.ts'
import { viewEvents } from './view-events.ts'

/** What the routes need from the service. */
export interface RouteOptions {
  readonly bank: BankPort
  readonly store: ConnectionStore
  /** Owners of stored connections by id: your own table, beside the store. */
  readonly owners: {
    readonly add: (id: string, userId: string) => Promise<void>
    readonly of: (id: string) => Promise<string | null>
  }
  /** The API's id of the user who sent the request; `null` when nobody is logged in. */
  readonly userOf: (request: Request) => Promise<string | null>
}

/** Status when there is no connection: 404 not found for this user; 503 unavailable now. */
type Refused = 404 | 503

/** Maximum number of connections in progress per user. */
const IN_PROGRESS_MAX = 3

/** Routes for pages that connect accounts. Create one per store: it owns the connections it opens. */
export const connectionRoutes = ({ bank, store, owners, userOf }: RouteOptions) => {
  const open = new Map<string, { readonly userId: string; readonly handle: Promise<KeptConnection | Refused> }>()

  const own = (id: string, userId: string, opening: TE.TaskEither<{ readonly _tag: string }, KeptConnection>) => {
    const leave = (): boolean => open.delete(id)
    const handle = opening().then((opened) => {
      if (E.isRight(opened)) void opened.right.ended().then(leave)
      else leave()
      return E.isRight(opened) ? opened.right : opened.left._tag === 'NotStored' ? 404 : 503
    })
    handle.catch(leave)
    open.set(id, { userId, handle })
    return handle
  }

  const begin = async (userId: string, body: unknown): Promise<Response> => {
    const institutionId = decodeWith(InstitutionId)(isRecord(body) ? body['institutionId'] : undefined)
    if (E.isLeft(institutionId)) return status(400)
    if ([...open.values()].filter((entry) => entry.userId === userId).length >= IN_PROGRESS_MAX) return status(429)
    const id = crypto.randomUUID()
    const handle = await own(id, userId, async () => {
      await owners.add(id, userId) // first: every stored connection needs an owner
      return keepConnection(bank, store, id, { userId, institutionId: institutionId.right })()
    })
    return typeof handle === 'number' ? status(handle) : Response.json({ id }, { status: 201 })
  }

  /** One handle per connection. A connection that has ended, or that this process has not taken over yet, is resumed. */
  const find = async (userId: string, id: string): Promise<KeptConnection | Refused> => {
    if ((await owners.of(id)) !== userId) return 404
    return open.get(id)?.handle ?? own(id, userId, resumeConnection(bank, store, id))
  }

  const answer = async (request: Request): Promise<Response> => {
    const userId = await userOf(request)
    if (userId === null) return status(401)
    const [, root, id, part] = new URL(request.url).pathname.split('/')
    if (root !== 'connections') return status(404)
    if (id === undefined) return request.method === 'POST' ? begin(userId, await readJson(request)) : status(405)
    const handle = await find(userId, id)
    if (typeof handle === 'number') return status(handle)
    switch (`${request.method} ${part ?? ''}`) {
      case 'GET events':
        return viewEvents(handle)
      case 'POST credentials':
        return taken(decodeWith(Credentials)(await readJson(request)), handle.submit)
      case 'POST answers':
        return taken(decodeWith(MfaAnswers)(await readJson(request)), handle.answer)
      case 'DELETE ':
        handle.cancel()
        return status(204)
      default:
        return status(404)
    }
  }

  return { answer, resume: find }
}

const status = (code: number): Response => new Response(null, { status: code })

const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> => typeof u === 'object' && u !== null

/** Status for an input: 204 accepted; 409 not expected now; 422 invalid. */
const taken = <A>(given: E.Either<unknown, A>, give: (given: A) => E.Either<InputRejected, void>): Response => {
  if (E.isLeft(given)) return status(400)
  const refused = give(given.right)
  if (E.isRight(refused)) return status(204)
  const { left } = refused
  const body = { text: adviceFor(left).text, ...('missing' in left ? { missing: left.missing } : {}) }
  return Response.json(body, { status: left._tag === 'NotExpected' || left._tag === 'ChallengeExpired' ? 409 : 422 })
}
