import type { MemoryBank } from '../bank/create-memory-bank.ts'
import { find } from '../world/id-map.ts'
import type { JobRecord } from '../world/job-record.ts'
import { digestName } from '../world/login-digests.ts'
import type { ConnectionResult } from './results.ts'
import type { Story, Visit } from './story.ts'
import type { Visitor } from './visitor.ts'

/** An ended connection of a story, with everything that laws check it against. */
export interface StoryCase {
  readonly story: Story
  readonly bank: MemoryBank
  readonly result: ConnectionResult
  readonly visit: Visit
  readonly visitor: Visitor
}

/** A law about an ended connection that needs the state of the bank. */
export interface StoryLaw {
  /** In the words of RFC 2119. */
  readonly name: string
  /** Description of the violation; `null`: none. */
  readonly problemIn: (one: StoryCase) => string | null
}

/** Whether the connection met no faults, events or crashes. */
export const isCalm = ({ story: { faultBursts, incidents }, result: { faults, trace }, visit }: StoryCase): boolean =>
  visit.login.kind === 'own' &&
  faultBursts.length + incidents.length + faults.length === 0 &&
  !trace.some(({ type }) => type === 'crashed')

/** Whether a job belongs to the login of the visit. True for a deleted connection, which can't be checked. */
export const isOwn = (
  { story: { seed }, bank, visitor: { knowledge } }: StoryCase,
  { connectionId }: JobRecord,
): boolean => {
  const { loginId, userToken } = knowledge.right
  const connection = find(bank.world().connections, connectionId)
  return (
    connection === null ||
    [digestName(seed, loginId, undefined), digestName(seed, undefined, userToken)].includes(connection.name)
  )
}
