import { type BankPort, type ConnectionRequest, transactions } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { driveConnection, type Person, watchLaws } from '@bank-connection/core/testing'
import type { TraceEvent } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import type { MemoryBank } from '../bank/create-memory-bank.ts'
import type { ConnectionResult, CreateStoryPort, InjectedFault, StoryBreach } from './results.ts'
import type { Story, Visit } from './story.ts'
import { createFaultChooser, requestKind } from './story-faults.ts'
import { firstBreach } from './story-laws.ts'
import type { Visitor } from './visitor.ts'

/** Shared by the visits of a story. */
export interface StoryRun {
  readonly story: Story
  readonly bank: MemoryBank
  readonly createPort: CreateStoryPort
  /** Whether faults have ended and the bank has recovered. */
  readonly faultsEnded: () => boolean
  readonly ended: (connection: ConnectionResult) => void
  readonly broke: (breach: StoryBreach) => void
}

/** How long after its job a connection must have ended, unless it waits for the user, in milliseconds. */
const PATIENCE_MS = 100_000_000

/** Runs one visit: a connection, optionally a read of its transactions, optionally a second connection after it. */
export const runVisit = async (run: StoryRun, index: number, visit: Visit, visitor: Visitor): Promise<void> => {
  const { story, bank, createPort, faultsEnded, ended, broke } = run
  const { userId, limits } = visit
  const choose = createFaultChooser(story, index)
  let faults: InjectedFault[] = []
  let shown = 'Preparing'
  const port = createPort(bank, (request) => {
    const fault = faultsEnded() ? null : choose(request, shown)
    if (fault !== null) faults.push({ fault, request: requestKind(request), shown })
    return fault
  })

  const connectAs = async (
    request: ConnectionRequest,
    person: Person,
    intent: ConnectionResult['intent'],
  ): Promise<ConnectionResult> => {
    const watch = watchLaws()
    const onEvent = (event: TraceEvent): void => {
      if (event.type === 'shown') shown = event.view._tag === 'Working' ? event.view.stage : event.view._tag
      const broken = watch(event)
      if (broken !== null) broke({ ...broken, visit: index })
    }
    faults = []
    const patienceMs = 4 * (limits.jobTimeoutMs ?? 0) + PATIENCE_MS
    const driven = await driveConnection({
      port,
      request,
      person,
      knowledge: visitor.knowledge,
      patienceMs,
      onEvent,
    })
    if (E.isLeft(driven)) throw new Error(`the story makes an invalid request: ${driven.left.fields.join(', ')}`)
    const result: ConnectionResult = { ...driven.right, visit: index, intent, faults }
    ended(result)
    const breach = firstBreach({ story, bank, result, visit, visitor })
    if (breach !== null) broke({ ...breach, visit: index })
    return result
  }

  await bank.clock.sleep(visit.afterMs, neverAborted)
  const first = await firstRequest(bank.port, visit, visitor)
  if (first === null) return
  const { end } = await connectAs({ ...first, userId, limits }, visit.person, first.intent)
  if (E.isLeft(end)) return
  const { connectionId } = end.right
  // Another connection of the same user may add transactions between two reads.
  if (visit.reads && story.visits.filter((other) => other.userId === userId).length === 1) {
    const problem = await readingProblem(port, bank.port, visit)
    if (problem !== null) broke({ law: READS_LAW, problem, visit: index })
  }
  if (visit.next === null) return
  const { intent, person } = visit.next
  await connectAs({ intent, userId, connectionId, limits }, person, intent)
}

type FirstRequest =
  | { readonly intent: 'create'; readonly institutionId: string }
  | { readonly intent: 'follow'; readonly jobId: string }

/** First request of a visit. A job to follow is started first, without faults; `null` when the bank rejects it. */
const firstRequest = async (
  port: BankPort,
  { userId, institutionId, intent }: Visit,
  { knowledge: { right } }: Visitor,
): Promise<FirstRequest | null> => {
  if (intent === 'create') return { intent, institutionId }
  const start = await port.createConnection(
    { userId: userId as never, institutionId: institutionId as never, credentials: right },
    neverAborted,
  )()
  return E.isRight(start) ? { intent, jobId: start.right.jobId } : null
}

const READS_LAW = 'MUST read each transaction once, in the order of the server, or report a failure'

const readingProblem = async (port: BankPort, calm: BankPort, { userId }: Visit): Promise<string | null> => {
  const read = await readAll(port, userId)
  if (E.isLeft(read)) return null
  const wanted = await readAll(calm, userId)
  if (E.isLeft(wanted)) return `a read without faults failed with ${wanted.left}`
  return read.right.join() === wanted.right.join()
    ? null
    : `${read.right.length} transactions were read, expected ${wanted.right.length} in the order of the server`
}

const readAll = async (port: BankPort, userId: string): Promise<E.Either<string, readonly string[]>> => {
  const ids: string[] = []
  for await (const item of transactions(port, { userId: userId as never, limit: 200 }, { pagesMax: 50 })) {
    if (E.isLeft(item)) return E.left(item.left._tag)
    ids.push(item.right.id)
  }
  return E.right(ids)
}
