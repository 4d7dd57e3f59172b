import { type BankPort, type ConnectionStore, resumeConnection } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import type { ConnectionRecord } from '../database/connection-records.ts'
import { storeIdOf } from '../database/store-id.ts'
import { type ShownConnection, type ShownView, shownAdvice, shownView, usualMsOf } from './public-connection.ts'
import type { Institutions } from './institutions.ts'
import type { ConnectionChange } from './connection-events.ts'
import type { RunningConnections } from './running-connections.ts'

/** Where it is known what there is to show. */
export interface ShowingContext {
  readonly bank: BankPort
  readonly store: ConnectionStore
  readonly running: RunningConnections
  readonly institutions: Institutions
}

/** Turns records into what a page is shown. */
export const createShowing = ({ bank, store, running, institutions }: ShowingContext) => {
  const viewOf = async (record: ConnectionRecord): Promise<ShownView> => {
    const kept = running.get(record.id)
    if (kept !== null) return shownView(kept.view())
    if (record.state === 'connected') return { tag: 'Connected' }
    if (record.state === 'running')
      return { tag: 'Interrupted', advice: shownAdvice({ _tag: 'StoreConflict', id: record.id }) }
    // One that has ended is only read: nothing is sent, and nothing taken over.
    const ended = await resumeConnection(bank, store, storeIdOf(record))()
    if (E.isLeft(ended)) return { tag: 'Failed', advice: shownAdvice(ended.left), steps: [] }
    return shownView(ended.right.view())
  }
  const show = async (record: ConnectionRecord): Promise<ShownConnection> => ({
    id: record.id,
    institution: {
      id: record.institutionId,
      name: record.institutionName,
      usualMs: usualMsOf(institutions.known(record.institutionId)),
    },
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    hasAccounts: record.bankConnectionId !== null,
    view: await viewOf(record),
  })
  const changeOf = async (record: ConnectionRecord): Promise<ConnectionChange> => ({
    tag: 'Shown',
    connection: await show(record),
  })
  return { show, changeOf }
}
