import { generate } from 'selfsigned'

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

const DAY_MS = 86_400_000

interface Wanted {
  readonly signedBy?: Certificate
  /** Days from now until its end; 1 when absent. */
  readonly days?: number
  /** Which address it is for; loopback when absent. */
  readonly ip?: string
}

/** Makes a certificate of a server, signed by itself unless somebody else signs it. */
export const certificateOf = async ({ signedBy, days = 1, ip = '127.0.0.1' }: Wanted = {}): Promise<Certificate> => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'bank' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 10 * DAY_MS),
    notAfterDate: new Date(Date.now() + days * DAY_MS),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip }] }],
    ...(signedBy === undefined ? {} : { ca: signedBy }),
  })
  return { cert, key }
}

/** Makes an authority that may sign others. */
export const authorityOf = async (): Promise<Certificate> => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })
  return { cert, key }
}
