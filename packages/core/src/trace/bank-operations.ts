import type { BankCalls } from '../protocol/port.ts'

/** Every operation of a port, by its name. */
const OPERATIONS: Readonly<Record<keyof BankCalls, null>> = {
  createUser: null,
  getUser: null,
  deleteUser: null,
  listInstitutions: null,
  getInstitution: null,
  createConnection: null,
  listConnections: null,
  getConnection: null,
  refreshConnection: null,
  refreshAllConnections: null,
  updateConnection: null,
  deleteConnection: null,
  getJob: null,
  listJobs: null,
  answerMfa: null,
  listAccounts: null,
  listTransactions: null,
}

/** The names of all operations of a port. */
export const BANK_OPERATIONS = Object.keys(OPERATIONS) as readonly (keyof BankCalls)[]

/** Whether this is the name of an operation. */
export const isBankOperation = (name: unknown): name is keyof BankCalls =>
  typeof name === 'string' && Object.hasOwn(OPERATIONS, name)
