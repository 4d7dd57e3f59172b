import type { BankPort, ConnectionId, InstitutionId, JobId, PortError, UserId } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { sandboxInstitutions, sandboxLogins } from '@bank-connection/memory-adapter'
import fc from 'fast-check'
import { either as E, type taskEither as TE } from 'fp-ts'

/** A call of a port after a wait; `pick` selects among the existing jobs, connections and logins. */
export interface PortAction {
  readonly waitMs: number
  readonly act: 'create' | 'answer' | 'read' | 'list' | 'refresh' | 'refreshAll' | 'update' | 'delete' | 'data' | 'odd'
  readonly pick: number
  readonly isGood: boolean
}

const turn: fc.Arbitrary<PortAction> = fc.record(
  {
    waitMs: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 7_200_000 }) },
    ),
    act: fc.oneof(
      { weight: 3, arbitrary: fc.constant('create' as const) },
      { weight: 2, arbitrary: fc.constant('answer' as const) },
      { weight: 2, arbitrary: fc.constant('data' as const) },
      {
        weight: 6,
        arbitrary: fc.constantFrom('read', 'list', 'refresh', 'refreshAll', 'update', 'delete', 'odd'),
      },
    ),
    // 3: one login at the first bank; 20 to 25: the valid logins at the bank that always sends a challenge.
    pick: fc.oneof(fc.constant(3), fc.integer({ min: 20, max: 25 }), fc.nat({ max: 1_000 })),
    isGood: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  },
  { noNullPrototype: true },
)

export const portActions = fc.array(turn, { minLength: 1, maxLength: 20 })

type AnyTask = TE.TaskEither<PortError, unknown>

const at = <A>(items: readonly A[], pick: number): A | undefined => items[pick % Math.max(1, items.length)]

/** Selects the call of an action from the current jobs and connections. */
const taskOf = async (port: BankPort, userId: UserId, { act, pick, isGood }: PortAction): Promise<AnyTask> => {
  const listed = await port.listJobs({ userId })()
  const jobs = E.isRight(listed) ? listed.right : []
  const connected = await port.listConnections({ userId })()
  const connections = E.isRight(connected) ? connected.right : []
  const job = at(jobs, pick)
  const jobId = job?.id ?? ('none' as JobId)
  const connectionId = at(connections, pick)?.id ?? ('none' as ConnectionId)
  switch (act) {
    case 'create': {
      const login = at(sandboxLogins, pick)
      const institutionId = at(sandboxInstitutions, Math.floor(pick / 10))?.id as InstitutionId
      const named =
        login?.loginId === undefined
          ? { userToken: login?.userToken ?? '' }
          : { loginId: login.loginId, password: isGood ? login.password : 'wrong' }
      return port.createConnection({ userId, institutionId, credentials: named })
    }
    case 'answer': {
      const challenged = jobs.find(({ steps }) => steps.some(({ result }) => result?._tag === 'Challenge')) ?? job
      const challenge = challenged?.steps.find(({ result }) => result?._tag === 'Challenge')?.result
      const prompts = challenge?._tag === 'Challenge' ? challenge.prompts : ['?']
      const right = sandboxLogins.find((one) => JSON.stringify(one.challenge?.prompts) === JSON.stringify(prompts))
      const answers = isGood ? (right?.challenge?.answers ?? prompts) : prompts.map(() => 'wrong')
      return port.answerMfa({ jobId: challenged?.id ?? jobId, answers })
    }
    case 'read':
      return port.getJob({ jobId })
    case 'list':
      return isGood ? port.listInstitutions({ filter: { tier: '1' } }) : port.getConnection({ userId, connectionId })
    case 'refresh':
      return port.refreshConnection({ userId, connectionId })
    case 'refreshAll':
      return port.refreshAllConnections({ userId })
    case 'update': {
      const credentials = { loginId: 'gavinBelson', password: isGood ? 'hooli2016' : 'wrong' }
      return port.updateConnection({ userId, connectionId, credentials })
    }
    case 'delete':
      return port.deleteConnection({ userId, connectionId })
    case 'data':
      return pagesOf(port, userId, isGood ? 500 : (pick % 20) + 1)
    case 'odd':
      return isGood ? port.createUser({ email: `"${pick}"\\@é.example` }) : port.getUser({ userId: 'a b/%?' as UserId })
  }
}

/** Reads the accounts and the first pages of transactions. */
const pagesOf =
  (port: BankPort, userId: UserId, limit: number): AnyTask =>
  async () => {
    const results: unknown[] = [await port.listAccounts({ userId })()]
    let cursor: string | null = null
    for (let page = 0; page < 3; page++) {
      const read: E.Either<PortError, { readonly next: string | null }> = await port.listTransactions({
        userId,
        limit,
        cursor,
      })()
      results.push(read)
      cursor = E.isRight(read) ? read.right.next : null
      if (cursor === null) break
    }
    return E.right(results)
  }

/** Runs the actions; returns each result, or thrown error, as text. */
export const runActions = async (
  port: BankPort,
  userId: UserId,
  turns: readonly PortAction[],
): Promise<readonly string[]> => {
  const results: string[] = []
  for (const one of turns) {
    await port.clock.sleep(one.waitMs, neverAborted)
    const result = await taskOf(port, userId, one)
      .then((task) => task())
      .catch((error: unknown) => String(error))
    results.push(`${port.clock.now()} ${one.act} ${JSON.stringify(result)}`)
  }
  return results
}
