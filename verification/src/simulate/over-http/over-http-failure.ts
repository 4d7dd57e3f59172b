/** What Node's `fetch` rejects with when no connection comes about. `chance` from 0 to 1: which name it goes by. */
export const notConnected = (chance: number): TypeError => failed(pickOf(NOT_CONNECTED, chance))

/** What it rejects with when a connection ends before the answer. */
export const reset = (chance: number): TypeError => failed(pickOf(RESET, chance))

/** What it rejects with when nobody knows the host. */
export const hostUnknown = (): TypeError => failed(HOST_UNKNOWN)

/** What reading rejects with when a connection ends in the middle of the body. */
export const brokenOff = (): TypeError => new TypeError('terminated', { cause: named(SOCKET_CLOSED) })

interface Cause {
  readonly code: string
  readonly syscall?: string
  readonly name?: string
}

const HOST_UNKNOWN: Cause = { code: 'ENOTFOUND', syscall: 'getaddrinfo' }

const SOCKET_CLOSED: Cause = { code: 'UND_ERR_SOCKET', name: 'SocketError' }

const NOT_CONNECTED: readonly Cause[] = [
  { code: 'ECONNREFUSED', syscall: 'connect' },
  HOST_UNKNOWN,
  { code: 'EHOSTUNREACH', syscall: 'connect' },
  { code: 'UND_ERR_CONNECT_TIMEOUT', name: 'ConnectTimeoutError' },
  { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
]

const RESET: readonly Cause[] = [
  { code: 'ECONNRESET', syscall: 'read' },
  SOCKET_CLOSED,
  { code: 'EPIPE', syscall: 'write' },
]

const pickOf = (causes: readonly Cause[], chance: number): Cause =>
  causes[Math.floor(chance * causes.length)] ?? HOST_UNKNOWN

const named = (cause: Cause): Error => Object.assign(new Error(cause.code), cause)

const failed = (cause: Cause): TypeError => new TypeError('fetch failed', { cause: named(cause) })
