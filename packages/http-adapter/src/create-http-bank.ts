import { createBank, type HttpBank, type HttpOptions } from './http-bank.ts'
import { requireOption } from './options/require-option.ts'
import { createUndiciTransport } from './transport/undici-transport.ts'

/** What an adapter for Node can be told. */
export type HttpBankOptions = HttpOptions & {
  /** Certificates of the authorities that are trusted instead of the platform's, as PEM. There is no way to trust all. */
  readonly ca?: string
}

/**
 * Creates a port on the real API, over a pool of connections of its own. Give it to every connection of the service:
 * tokens, limits and the retry budget are shared.
 *
 * @throws Error that names the option and the remedy, when an option is none
 * @example
 * const bank = createHttpBank({ apiKey })
 * const result = await connect(bank, { userId, institutionId, credentials })()
 * await bank.close()
 */
export const createHttpBank = (options: HttpBankOptions): HttpBank => {
  const { ca = null } = options
  requireOption(
    ca === null || ca.includes('-----BEGIN CERTIFICATE-----'),
    'ca must be certificates as PEM, and not the path of a file; leave it out for those of the platform',
  )
  return createBank(options, ({ base, limits }) => createUndiciTransport({ base, limits, ca }))
}
