import { requireOption } from '@bank-connection/core/adapter'
import { createBank, type HttpBank, type HttpOptions } from './http-bank.ts'
import { createUndiciTransport } from './transport/undici-transport.ts'

/** Options of the adapter for Node.js. */
export type HttpBankOptions = HttpOptions & {
  /** Trusted CA certificates as PEM, instead of those of the platform. Certificate checks cannot be turned off. */
  readonly ca?: string
}

/**
 * Creates a port to the real API with its own connection pool. Create one per process and use it for all connections:
 * they share its tokens, limits and retry budget.
 *
 * @throws Error if an option is invalid
 * @example
 * const bank = createHttpBank({ apiKey })
 * const result = await connect(bank, { userId, institutionId, credentials })()
 * await bank.close()
 */
export const createHttpBank = (options: HttpBankOptions): HttpBank => {
  const { ca = null } = options
  requireOption(
    ca === null || ca.includes('-----BEGIN CERTIFICATE-----'),
    'ca must contain certificates as PEM, not a file path; omit it for those of the platform',
  )
  return createBank(options, ({ base, limits }) => createUndiciTransport({ base, limits, ca }))
}
