import type { ConnectionView, SavedConnection } from '@bank-connection/core'
import { punctualClock } from '@bank-connection/core/trace'
import type { MemoryBank } from '@bank-connection/memory-adapter'
import type { ConnectionBook } from '../feed/connection-list.ts'
import { rowChangeOf } from '../feed/row-change.ts'
import type { ConnectionLife, LifeOptions } from './connection-process.ts'
import type { HelpfulPerson } from './simulated-user.ts'

/** One connection at the simulated bank, over all lives of it. */
export interface Simulated {
  readonly id: string
  readonly institutionId: string
  /** Of all its lives. */
  readonly options: Omit<LifeOptions<never>, 'open'>
  /** `null`: its process has died. */
  life: ConnectionLife | null
  /** `null`: its process has died. */
  view: ConnectionView | null
  /** What a process that died has saved. */
  saved: SavedConnection | null
}

/** Makes one that has no process yet; what happens to it is written into the book. */
export const createSimulated = (
  { id, institutionId }: Pick<Simulated, 'id' | 'institutionId'>,
  bank: MemoryBank,
  book: ConnectionBook,
  person: HelpfulPerson | null,
): Simulated => {
  let calls = 0
  const one: Simulated = {
    ...{ id, institutionId, life: null, view: null, saved: null },
    options: {
      port: bank.port,
      clock: punctualClock(bank.clock),
      nextCall: () => ++calls,
      trace: (event) => book.record(id, event.at, { type: 'traced', event }),
      inspect: ({ at, happening, snapshot }) => {
        if (happening !== null) book.record(id, at, happening)
        if (snapshot !== null) book.change(id, rowChangeOf(snapshot, at))
      },
      see: (view, life) => {
        one.view = view
        book.touch(id)
        person?.see(view, life)
      },
    },
  }
  return one
}

/** Whether it has not ended. */
export const isGoingOn = ({ view }: Simulated): boolean => view?._tag !== 'Connected' && view?._tag !== 'Failed'
