import type { ConnectionRecord } from './connection-records.ts'

/** The name of a run in the store: each has one of its own. */
export const storeIdOf = ({ id, run }: Pick<ConnectionRecord, 'id' | 'run'>): string => `${id}_${run}`
