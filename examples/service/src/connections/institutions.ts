import { type BankPort, type Institution, InstitutionId, type PortError, requiredFields } from '@bank-connection/core'
import { either as E, type taskEither as TE } from 'fp-ts'

const CACHE_MS = 10 * 60_000

export interface Institutions {
  /** The institutions that can be connected. Concurrent calls share one request. */
  readonly list: () => TE.TaskEither<PortError, readonly Institution[]>
  /** From the cache; `null` if it is not there. */
  readonly known: (id: string) => Institution | null
}

/** Caches the bank's institutions for ten minutes. If the bank fails, an older list is used. */
export const createInstitutions = (bank: BankPort, now: () => number): Institutions => {
  let readAt = Number.NEGATIVE_INFINITY
  let byId: ReadonlyMap<string, Institution> = new Map()
  let reading: Promise<E.Either<PortError, readonly Institution[]>> | null = null

  const read = async () => {
    const listed = await bank.listInstitutions({})()
    reading = null
    if (E.isLeft(listed)) return byId.size > 0 ? E.right([...byId.values()]) : listed
    readAt = now()
    byId = new Map(listed.right.filter(isOffered).map((institution) => [institution.id, institution]))
    return E.right([...byId.values()])
  }
  return {
    list: () => () => {
      if (now() - readAt < CACHE_MS) return Promise.resolve(E.right([...byId.values()]))
      reading ??= read()
      return reading
    },
    known: (id) => byId.get(id) ?? null,
  }
}

/** @source Basiq API v2.1, Institutions: `alpha` ones are login shells, not for users */
const isOffered = (institution: Institution): boolean =>
  InstitutionId.is(institution.id) && institution.stage !== 'alpha' && requiredFields(institution) !== null
