import type { ConnectionRecord } from './connection-records.ts'

/** The id of a run in the store. */
export const storeIdOf = ({ id, run }: Pick<ConnectionRecord, 'id' | 'run'>): string => `${id}_${run}`
