/** Why an inspector cannot listen. */
export interface ListenFailure {
  readonly _tag: 'NotListening'
  readonly reason: 'not-valid' | 'in-use' | 'not-permitted' | 'unknown'
  /** One line: what is wrong with the port, and the remedy. */
  readonly message: string
}

/** Turns the system's code into a failure. Pure. */
export const listenFailure = (code: string | undefined, port: number): ListenFailure => {
  const failure = (reason: ListenFailure['reason'], text: string): ListenFailure => ({
    _tag: 'NotListening',
    reason,
    message: `port: ${text}`,
  })
  switch (code) {
    case 'ERR_SOCKET_BAD_PORT':
      return failure('not-valid', 'give a whole number from 0 to 65535; 0 takes any that is free')
    case 'EADDRINUSE':
      return failure('in-use', `${port} is in use; end what listens there, or give another; 0 takes any that is free`)
    case 'EACCES':
    case 'EPERM':
      return failure('not-permitted', `${port} is not permitted; give one above 1023; 0 takes any that is free`)
    default:
      return failure('unknown', `cannot listen at ${port} (${code ?? 'no code'}); give 0 for any that is free`)
  }
}
