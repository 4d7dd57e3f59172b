/** Whether a request is meant for this server, and comes from its own page or from no page at all. */
export interface OwnOrigin {
  readonly isHost: (host: string | undefined) => boolean
  readonly isOrigin: (origin: string | undefined) => boolean
}

/**
 * What names of this machine a server at this port answers to. A page of somebody else can have its own name lead to
 * 127.0.0.1: its requests arrive, and are told by the host that they name.
 */
export const ownOrigin = (port: number): OwnOrigin => {
  const names = ['127.0.0.1', 'localhost']
  const hosts = new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
  const origins = new Set([...hosts].map((host) => `http://${host}`))
  return {
    isHost: (host) => host !== undefined && hosts.has(host.toLowerCase()),
    isOrigin: (origin) => origin === undefined || origins.has(origin),
  }
}
