/** Why a bank cannot listen, and which option to change. */
export interface ServeFailure {
  readonly _tag: 'NotServed'
  readonly field: 'port' | 'host'
  readonly reason: 'not-valid' | 'in-use' | 'not-permitted' | 'not-here' | 'unknown'
  /** System error code, such as `EADDRINUSE`; null: none. */
  readonly code: string | null
  /** One line with the field, the problem and the remedy. */
  readonly message: string
}

/** Maps a system error code to a failure. Pure. */
export const serveFailure = (code: string | null, host: string, port: number): ServeFailure => {
  const failure = (field: ServeFailure['field'], reason: ServeFailure['reason'], text: string): ServeFailure => ({
    _tag: 'NotServed',
    field,
    reason,
    code,
    message: `${field}: ${text}`,
  })
  switch (code) {
    case 'ERR_SOCKET_BAD_PORT':
      return failure('port', 'not-valid', 'give a whole number from 0 to 65535; 0 picks a free port')
    case 'ERR_INVALID_ARG_VALUE':
      return failure('host', 'not-valid', 'empty; give 127.0.0.1, or 0.0.0.0 for all addresses of this machine')
    case 'EADDRINUSE':
      return failure(
        'port',
        'in-use',
        `${port} is in use; stop the other process, or give another port; 0 picks a free one`,
      )
    case 'EACCES':
    case 'EPERM':
      return failure('port', 'not-permitted', `${port} is not permitted; give a port above 1023; 0 picks a free one`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return failure(
        'host',
        'not-here',
        `"${host}" is not an address of this machine; give 127.0.0.1, or 0.0.0.0 for all of them`,
      )
    default:
      return failure(
        'host',
        'unknown',
        `cannot listen on "${host}" port ${port} (${code ?? 'no code'}); try 127.0.0.1 and port 0`,
      )
  }
}
