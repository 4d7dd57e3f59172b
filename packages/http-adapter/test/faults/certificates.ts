import { generate } from 'selfsigned'

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

const DAY_MS = 86_400_000

interface CertificateOptions {
  readonly signedBy?: Certificate
  /** Days until expiry. Default: 1 */
  readonly days?: number
  /** Its IP address. Default: loopback */
  readonly ip?: string
}

/** Creates a server certificate, self-signed by default. */
export const certificateOf = async ({
  signedBy,
  days = 1,
  ip = '127.0.0.1',
}: CertificateOptions = {}): Promise<Certificate> => {
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

/** Creates a CA certificate. */
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
