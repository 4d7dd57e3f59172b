import type { MemoryBank } from '../bank/create-memory-bank.ts'
import { find } from '../world/id-map.ts'
import type { JobRecord } from '../world/job-record.ts'
import { digestName } from '../world/login-digests.ts'
import type { ConnectionResult } from './results.ts'
import type { Story, Visit } from './story.ts'
import type { Visitor } from './visitor.ts'

/** A connection of a story that has ended, and what there is to judge it by. */
export interface StoryCase {
  readonly story: Story
  readonly bank: MemoryBank
  readonly result: ConnectionResult
  readonly visit: Visit
  readonly visitor: Visitor
}

/** A promise about the end of a connection, judged by what the bank knows, which its trace alone cannot show. */
export interface StoryLaw {
  /** In the words of RFC 2119. */
  readonly name: string
  /** What breaks it; `null`: nothing. */
  readonly problemIn: (one: StoryCase) => string | null
}

/** Whether nothing but the bank and the person decides how it goes. */
export const isCalm = ({ story: { faultBursts, incidents }, result: { faults, trace }, visit }: StoryCase): boolean =>
  visit.login.kind === 'own' &&
  faultBursts.length + incidents.length + faults.length === 0 &&
  !trace.some(({ type }) => type === 'crashed')

/** Whether a job is of the login of the visit; a connection that is gone might have been. */
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
