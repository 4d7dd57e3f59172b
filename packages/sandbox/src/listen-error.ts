/** Why a bank cannot listen, with the option that is to be changed. */
export interface ServeFailure {
  readonly _tag: 'NotServed'
  readonly field: 'port' | 'host'
  readonly reason: 'not-valid' | 'in-use' | 'not-permitted' | 'not-here' | 'unknown'
  /** The system's name for it, such as `EADDRINUSE`; null: it has none. */
  readonly code: string | null
  /** One line: the field, what is wrong with it, and the remedy. */
  readonly message: string
}

/** Turns the system's code into a failure. Pure. */
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
      return failure('port', 'not-valid', 'give a whole number from 0 to 65535; 0 takes any that is free')
    case 'ERR_INVALID_ARG_VALUE':
      return failure('host', 'not-valid', 'it is empty; give 127.0.0.1, or 0.0.0.0 for all addresses of this machine')
    case 'EADDRINUSE':
      return failure(
        'port',
        'in-use',
        `${port} is in use; end what listens there, or give another; 0 takes any that is free`,
      )
    case 'EACCES':
    case 'EPERM':
      return failure('port', 'not-permitted', `${port} is not permitted; give one above 1023; 0 takes any that is free`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return failure(
        'host',
        'not-here',
        `"${host}" is no address of this machine; give 127.0.0.1, or 0.0.0.0 for all of them`,
      )
    default:
      return failure(
        'host',
        'unknown',
        `cannot listen at "${host}" port ${port} (${code ?? 'no code'}); give 127.0.0.1 and port 0`,
      )
  }
}
