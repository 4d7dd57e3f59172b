import { type BankEvent, createMemoryBank, type FaultRule, type MemoryBank } from '@bank-connection/memory-adapter'
import { type AccessLogEntry, type ServedBank, serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'
import { inSequence, type RawServer, startRawServer } from '../faults/raw-server.ts'
import { type ResponseSpec, responderOf } from './response-spec.ts'

interface OpenBank {
  readonly bank: MemoryBank
  readonly served: ServedBank
  readonly exchanges: AccessLogEntry[]
}

const banks = new Map<number, OpenBank>()
const servers = new Map<number, RawServer>()

const opened = (port: number): OpenBank => {
  const found = banks.get(port)
  if (found === undefined) throw new Error(`no bank on port ${port}`)
  return found
}

const server = (port: number): RawServer => {
  const found = servers.get(port)
  if (found === undefined) throw new Error(`no server on port ${port}`)
  return found
}

/** Commands that a page runs in Node.js: simulated banks and scripted servers, identified by their ports. */
export const nodeCommands = {
  openBank: async (speed: number, startAt: number) => {
    const bank = createMemoryBank({ time: { speed }, startAt })
    const exchanges: AccessLogEntry[] = []
    const served = await serveMemoryBank(bank, { graceMs: 0, onRequest: (exchange) => exchanges.push(exchange) })()
    if (E.isLeft(served)) throw new Error(served.left.message)
    const { port } = served.right
    banks.set(port, { bank, served: served.right, exchanges })
    return { port, userId: bank.userId }
  },
  closeBank: async (port: number) => {
    const { served } = opened(port)
    banks.delete(port)
    await served.close()
  },
  injectFault: (port: number, rule: FaultRule) => opened(port).bank.injectFault(rule),
  /** Number of faults that have not occurred yet. */
  faultsLeft: (port: number) => opened(port).bank.faults().length,
  applyEvent: (port: number, event: BankEvent) => opened(port).bank.applyEvent(event),
  /** Number of requests at the bank, without token requests. */
  served: (port: number) => opened(port).bank.served(),
  /** Finished requests in order: `GET /jobs/{jobId} 200`; the status is `null` without a response. */
  exchanges: (port: number) => opened(port).exchanges.map(({ method, path, status }) => `${method} ${path} ${status}`),
  connectionCount: (port: number) => opened(port).bank.world().connectionCount,

  openServer: async (spec: readonly [ResponseSpec, ...ResponseSpec[]]) => {
    const [first, ...others] = spec
    const raw = await startRawServer({ handler: inSequence(responderOf(first), ...others.map(responderOf)) })
    servers.set(raw.port, raw)
    return raw.port
  },
  closeServer: async (port: number) => {
    const raw = server(port)
    servers.delete(port)
    await raw.close()
  },
  /** All requests but token requests, in order: `GET /users`. */
  received: (port: number) => server(port).requests.map(({ method, path }) => `${method} ${path}`),
  openSockets: (port: number) => server(port).openSockets(),
}

type NodeCommands = typeof nodeCommands

/** The commands as called from a page, over HTTP. */
export type RemoteNodeCommands = {
  readonly [Name in keyof NodeCommands]: (
    ...given: Parameters<NodeCommands[Name]>
  ) => Promise<Awaited<ReturnType<NodeCommands[Name]>>>
}

/** Closes everything that pages left open. */
export const closeAll = async (): Promise<void> => {
  await Promise.all([...banks.keys()].map(nodeCommands.closeBank))
  await Promise.all([...servers.keys()].map(nodeCommands.closeServer))
}
