import { type BankEvent, createMemoryBank, type FaultRule, type MemoryBank } from '@bank-connection/memory-adapter'
import { type AccessLogEntry, type ServedBank, serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'
import { inSequence, type RawServer, startRawServer } from '../faults/raw-server.ts'
import { type ResponseSpec, responderOf } from './response-spec.ts'

interface Opened {
  readonly bank: MemoryBank
  readonly served: ServedBank
  readonly exchanges: AccessLogEntry[]
}

const banks = new Map<number, Opened>()
const servers = new Map<number, RawServer>()

const opened = (port: number): Opened => {
  const found = banks.get(port)
  if (found === undefined) throw new Error(`no bank listens at ${port}`)
  return found
}

const server = (port: number): RawServer => {
  const found = servers.get(port)
  if (found === undefined) throw new Error(`no server listens at ${port}`)
  return found
}

/**
 * What a page may have done in Node: simulated banks on sockets, and servers that say what they are told, each
 * known by its port.
 */
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
  disturb: (port: number, rule: FaultRule) => opened(port).bank.injectFault(rule),
  /** How many of the faults have yet to strike. */
  faultsLeft: (port: number) => opened(port).bank.faults().length,
  happen: (port: number, event: BankEvent) => opened(port).bank.applyEvent(event),
  /** How many requests reached the bank, those for tokens left out. */
  served: (port: number) => opened(port).bank.served(),
  /** What was answered, or given up, in the order of its end: `GET /jobs/{jobId} 200`, or `null` where nothing was said. */
  exchanges: (port: number) => opened(port).exchanges.map(({ method, path, status }) => `${method} ${path} ${status}`),
  connectionCount: (port: number) => opened(port).bank.world().connectionCount,

  openServer: async (said: readonly [ResponseSpec, ...ResponseSpec[]]) => {
    const [first, ...others] = said
    const raw = await startRawServer({ handler: inSequence(responderOf(first), ...others.map(responderOf)) })
    servers.set(raw.port, raw)
    return raw.port
  },
  closeServer: async (port: number) => {
    const raw = server(port)
    servers.delete(port)
    await raw.close()
  },
  /** All requests but those for tokens, in the order of their coming: `GET /users`. */
  heard: (port: number) => server(port).requests.map(({ method, path }) => `${method} ${path}`),
  openSockets: (port: number) => server(port).openSockets(),
}

type NodeSide = typeof nodeCommands

/** The same as a page has it: over HTTP. */
export type RemoteNodeCommands = {
  readonly [Name in keyof NodeSide]: (
    ...given: Parameters<NodeSide[Name]>
  ) => Promise<Awaited<ReturnType<NodeSide[Name]>>>
}

/** Ends all that a page has left open. */
export const closeAll = async (): Promise<void> => {
  await Promise.all([...banks.keys()].map(nodeCommands.closeBank))
  await Promise.all([...servers.keys()].map(nodeCommands.closeServer))
}
