/** Why the inspector could not listen. */
export interface ListenFailure {
  readonly _tag: 'NotListening'
  readonly reason: 'not-valid' | 'in-use' | 'not-permitted' | 'unknown'
  /** One line: the cause and the remedy. */
  readonly message: string
}

/** Converts a system error code. */
export const listenFailure = (code: string | undefined, port: number): ListenFailure => {
  const failure = (reason: ListenFailure['reason'], text: string): ListenFailure => ({
    _tag: 'NotListening',
    reason,
    message: `port: ${text}`,
  })
  switch (code) {
    case 'ERR_SOCKET_BAD_PORT':
      return failure('not-valid', 'give a whole number from 0 to 65535; 0 for any free port')
    case 'EADDRINUSE':
      return failure(
        'in-use',
        `${port} is in use; stop the process that listens there, or give another port; 0 for any free port`,
      )
    case 'EACCES':
    case 'EPERM':
      return failure('not-permitted', `${port} is not permitted; give a port above 1023; 0 for any free port`)
    default:
      return failure('unknown', `cannot listen on ${port} (${code ?? 'no code'}); give 0 for any free port`)
  }
}
