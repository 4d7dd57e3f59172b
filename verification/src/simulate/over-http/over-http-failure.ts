/** The error of Node's `fetch` when it cannot connect. `chance`, from 0 to 1, selects the code. */
export const notConnected = (chance: number): TypeError => failed(pickOf(NOT_CONNECTED, chance))

/** The error when a connection ends before the response. */
export const reset = (chance: number): TypeError => failed(pickOf(RESET, chance))

/** The error for an unknown host. */
export const hostUnknown = (): TypeError => failed(HOST_UNKNOWN)

/** The error of reading a body whose connection ends in the middle. */
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
