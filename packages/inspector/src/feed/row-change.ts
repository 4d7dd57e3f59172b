import type { RowChange } from './connection-list.ts'
import type { SafeSnapshot } from './feed.ts'
import { statusOf } from './read-inspection-message.ts'

/** How a snapshot changes the row of its connection. */
export const rowChangeOf = (snapshot: SafeSnapshot, at: number): RowChange => {
  const status = statusOf(snapshot)
  const { attempts } = snapshot.context
  const institutionId = institutionOf(snapshot)
  return {
    status,
    endedAt: status === 'active' ? null : at,
    ...(snapshot.state === null ? {} : { state: snapshot.state }),
    ...(typeof attempts === 'number' ? { attempts } : {}),
    ...(institutionId === null ? {} : { institutionId }),
  }
}

/** The institution id in a snapshot; `null` if there is none yet. */
const institutionOf = ({ context: { intent, institution } }: SafeSnapshot): string | null => {
  const id = textIn(institution, 'id') ?? textIn(intent, 'institutionId')
  return id ?? null
}

const textIn = (u: unknown, name: string): string | undefined => {
  if (typeof u !== 'object' || u === null) return undefined
  const member = (u as Readonly<Record<string, unknown>>)[name]
  return typeof member === 'string' ? member : undefined
}
