/** Checks the `Host` and `Origin` headers of requests. A request without an origin is accepted. */
export interface OwnOrigin {
  readonly isHost: (host: string | undefined) => boolean
  readonly isOrigin: (origin: string | undefined) => boolean
}

/**
 * The checks for a server at this port of 127.0.0.1. A foreign page can point its own domain at 127.0.0.1 (DNS rebinding):
 * its requests arrive here, but name another host.
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
