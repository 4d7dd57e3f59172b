import type { RowChange } from './connection-list.ts'
import type { ShownSnapshot } from './feed.ts'
import { standingOf } from './read-inspection-message.ts'

/** What a snapshot says of the row of its connection. */
export const rowChangeOf = (snapshot: ShownSnapshot, at: number): RowChange => {
  const standing = standingOf(snapshot)
  const { attempts } = snapshot.context
  const institutionId = institutionOf(snapshot)
  return {
    standing,
    endedAt: standing === 'active' ? null : at,
    ...(snapshot.state === null ? {} : { state: snapshot.state }),
    ...(typeof attempts === 'number' ? { attempts } : {}),
    ...(institutionId === null ? {} : { institutionId }),
  }
}

/** The institution that a snapshot names; `null`: none yet. */
const institutionOf = ({ context: { intent, institution } }: ShownSnapshot): string | null => {
  const id = textIn(institution, 'id') ?? textIn(intent, 'institutionId')
  return id ?? null
}

const textIn = (u: unknown, name: string): string | undefined => {
  if (typeof u !== 'object' || u === null) return undefined
  const member = (u as Readonly<Record<string, unknown>>)[name]
  return typeof member === 'string' ? member : undefined
}
