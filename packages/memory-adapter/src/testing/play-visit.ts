import { type BankPort, type ConnectionRequest, transactions } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { driveConnection, type Person, watchLaws } from '@bank-connection/core/testing'
import type { TraceEvent } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import type { MemoryBank } from '../bank/create-memory-bank.ts'
import type { Hit, PlayedConnection, StoryBreach, Way } from './results.ts'
import type { Story, Visit } from './story.ts'
import { aimOf, createFaultChooser } from './story-faults.ts'
import { judge } from './story-laws.ts'
import type { Acquaintance } from './visitors.ts'

/** What the visits of a story share. */
export interface Stage {
  readonly story: Story
  readonly bank: MemoryBank
  readonly way: Way
  /** Whether the time of faults is over. */
  readonly isCalm: () => boolean
  readonly told: (connection: PlayedConnection) => void
  readonly blame: (breach: StoryBreach) => void
}

/** How long after its job's time a connection must have ended, when it does not wait for a person, in milliseconds. */
const PATIENCE_MS = 100_000_000

/** Plays one visit: a connection, perhaps a reading of its transactions, and perhaps another connection after it. */
export const playVisit = async (stage: Stage, index: number, visit: Visit, known: Acquaintance): Promise<void> => {
  const { story, bank, way, isCalm, told, blame } = stage
  const { userId, limits } = visit
  const choose = createFaultChooser(story, index)
  let hits: Hit[] = []
  let shown = 'Preparing'
  const port = way(bank, (request) => {
    const fault = isCalm() ? null : choose(request, shown)
    if (fault !== null) hits.push({ fault, aim: aimOf(request), shown })
    return fault
  })

  const connectAs = async (
    request: ConnectionRequest,
    person: Person,
    intent: PlayedConnection['intent'],
  ): Promise<PlayedConnection> => {
    const watch = watchLaws()
    const tell = (event: TraceEvent): void => {
      if (event.type === 'shown') shown = event.view._tag === 'Working' ? event.view.stage : event.view._tag
      const broken = watch(event)
      if (broken !== null) blame({ ...broken, visit: index })
    }
    hits = []
    const patienceMs = 4 * (limits.jobTimeoutMs ?? 0) + PATIENCE_MS
    const driven = await driveConnection({ port, request, person, knowledge: known.knowledge, patienceMs, tell })
    if (E.isLeft(driven)) throw new Error(`a story asks for what is none: ${driven.left.fields.join(', ')}`)
    const played: PlayedConnection = { ...driven.right, visit: index, intent, hits }
    told(played)
    const breach = judge({ story, bank, played, visit, known })
    if (breach !== null) blame({ ...breach, visit: index })
    return played
  }

  await bank.clock.sleep(visit.afterMs, neverAborted)
  const first = await firstRequest(bank.port, visit, known)
  if (first === null) return
  const { end } = await connectAs({ ...first, userId, limits }, visit.person, first.intent)
  if (E.isLeft(end)) return
  const { connectionId } = end.right
  // Somebody else's connection of the same user may bring transactions between two readings.
  if (visit.reads && story.visits.filter((other) => other.userId === userId).length === 1) {
    const problem = await readingProblem(port, bank.port, visit)
    if (problem !== null) blame({ law: READS_LAW, problem, visit: index })
  }
  if (visit.next === null) return
  const { intent, person } = visit.next
  await connectAs({ intent, userId, connectionId, limits }, person, intent)
}

type FirstRequest =
  | { readonly intent: 'create'; readonly institutionId: string }
  | { readonly intent: 'follow'; readonly jobId: string }

/** What a visit begins with: a job to follow is begun first, without faults; `null` when the bank refuses to. */
const firstRequest = async (
  port: BankPort,
  { userId, institutionId, intent }: Visit,
  { knowledge: { right } }: Acquaintance,
): Promise<FirstRequest | null> => {
  if (intent === 'create') return { intent, institutionId }
  const start = await port.createConnection(
    { userId: userId as never, institutionId: institutionId as never, credentials: right },
    neverAborted,
  )()
  return E.isRight(start) ? { intent, jobId: start.right.jobId } : null
}

const READS_LAW = 'MUST read each transaction once, in the order of the server, or say that it could not'

const readingProblem = async (port: BankPort, calm: BankPort, { userId }: Visit): Promise<string | null> => {
  const read = await readAll(port, userId)
  if (E.isLeft(read)) return null
  const wanted = await readAll(calm, userId)
  if (E.isLeft(wanted)) return `a calm reading failed with ${wanted.left}`
  return read.right.join() === wanted.right.join()
    ? null
    : `${read.right.length} transactions were read where there are ${wanted.right.length}, or in another order`
}

const readAll = async (port: BankPort, userId: string): Promise<E.Either<string, readonly string[]>> => {
  const ids: string[] = []
  for await (const item of transactions(port, { userId: userId as never, limit: 200 }, { pagesMax: 50 })) {
    if (E.isLeft(item)) return E.left(item.left._tag)
    ids.push(item.right.id)
  }
  return E.right(ids)
}
