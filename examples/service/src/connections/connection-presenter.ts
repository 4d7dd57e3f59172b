import { type BankPort, type ConnectionStore, resumeConnection } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import type { ConnectionRecord } from '../database/connection-records.ts'
import { storeIdOf } from '../database/store-id.ts'
import type { Institutions } from './institutions.ts'
import {
  averageStepMs,
  type PublicConnection,
  type PublicView,
  publicAdviceFor,
  publicViewOf,
} from './public-connection.ts'
import type { RunningConnections } from './running-connections.ts'

export interface PresenterContext {
  readonly bank: BankPort
  readonly store: ConnectionStore
  readonly running: RunningConnections
  readonly institutions: Institutions
}

/** Turns a record into what a page may show of the connection. */
export type PresentConnection = (record: ConnectionRecord) => Promise<PublicConnection>

export const createConnectionPresenter = ({
  bank,
  store,
  running,
  institutions,
}: PresenterContext): PresentConnection => {
  const viewOf = async (record: ConnectionRecord): Promise<PublicView> => {
    const kept = running.get(record.id)
    if (kept !== null) return publicViewOf(kept.view())
    if (record.state === 'connected') return { tag: 'Connected' }
    if (record.state === 'running')
      return { tag: 'Interrupted', advice: publicAdviceFor({ _tag: 'StoreConflict', id: record.id }) }
    // Resuming a connection that has ended only reads it: nothing is sent or saved.
    const ended = await resumeConnection(bank, store, storeIdOf(record))()
    if (E.isLeft(ended)) return { tag: 'Failed', advice: publicAdviceFor(ended.left), steps: [] }
    return publicViewOf(ended.right.view())
  }
  return async (record) => ({
    id: record.id,
    institution: {
      id: record.institutionId,
      name: record.institutionName,
      usualMs: averageStepMs(institutions.known(record.institutionId)),
    },
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    hasAccounts: record.bankConnectionId !== null,
    view: await viewOf(record),
  })
}
