import { either as E } from 'fp-ts'
import type { Institution } from '../../codec/institution.ts'
import type { ConnectionRequest } from '../../connect/connection-request.ts'
import { keepConnection } from '../../connect/keep/keep-connection.ts'
import type { KeptConnection } from '../../connect/keep/kept-handle.ts'
import { resumeConnection } from '../../connect/keep/resume-connection.ts'
import { type ConnectionHandle, startConnection } from '../../connect/open-connection.ts'
import { restoreConnection } from '../../connect/restore-connection.ts'
import type { InstitutionProfile } from '../../domain/institution-profile.ts'
import type { SavedConnection } from '../../machine/saved/saved-connection.ts'
import type { BankPort } from '../../protocol/port.ts'
import { createMemoryStore } from '../../store/create-memory-store.ts'
import type { TracedRequest } from '../trace.ts'

/** A connection, kept in a store or not. */
export type ReplayedConnection = ConnectionHandle | KeptConnection

/** A connection, available at once or once it is stored; `null` when it can't be opened. */
export type Opening = ReplayedConnection | null | Promise<ReplayedConnection | null>

/** Whether the connection runs by itself or in a store, where its requests wait for saves. */
export type Mode = 'by-hand' | 'in-a-store'

/** Starts a connection; `null` when the request is rejected. */
export const replayStart = (mode: Mode, port: BankPort, request: TracedRequest): Opening => {
  if (mode === 'by-hand') return startConnection(port, { ...request, at: port.clock.now() })
  return opened(keepConnection(port, createMemoryStore(), ID, requestOf(request))())
}

/** Restores a connection; `null` when it can't be restored. */
export const replayRestore = (mode: Mode, port: BankPort, saved: SavedConnection): Opening => {
  if (mode === 'by-hand') {
    const restored = restoreConnection(port, saved)
    return E.isRight(restored) ? restored.right : null
  }
  const store = createMemoryStore()
  return opened(
    store
      .save(ID, saved, null)()
      .then(() => resumeConnection(port, store, ID)()),
  )
}

const opened = async (opening: Promise<E.Either<unknown, ReplayedConnection>>): Promise<ReplayedConnection | null> => {
  const held = await opening
  return E.isRight(held) ? held.right : null
}

const ID = 'replayed'

const requestOf = ({ userId, intent, institution, limits = {} }: TracedRequest): ConnectionRequest => {
  switch (intent.type) {
    case 'create':
      return institution === undefined
        ? { userId, limits, institutionId: intent.institutionId }
        : { userId, limits, institution: institutionOf(institution) }
    case 'refresh':
    case 'update':
      return { userId, limits, intent: intent.type, connectionId: intent.connectionId }
    case 'follow':
      return { userId, limits, intent: 'follow', jobId: intent.jobId }
  }
}

/** An institution with this profile. */
const institutionOf = ({ averages, ...profile }: InstitutionProfile): Institution => ({
  ...profile,
  shortName: null,
  country: null,
  institutionType: null,
  serviceName: null,
  serviceType: null,
  tier: null,
  stage: null,
  status: null,
  forgottenPasswordUrl: null,
  features: null,
  stats: { averageDurationMs: averages },
  logo: null,
})
