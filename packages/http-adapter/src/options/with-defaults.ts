import { requireOption } from '@bank-connection/core/adapter'

/**
 * Fills in the defaults of omitted and undefined options.
 *
 * @param group - name of the options, for the error
 * @throws Error if an option is unknown; it would otherwise be ignored silently
 */
export const withDefaults = <A extends object>(group: string, given: Partial<A>, defaults: A): A => {
  const entries = Object.entries(given)
  const unknown = entries.find(([name]) => !Object.hasOwn(defaults, name))?.[0]
  requireOption(
    unknown === undefined,
    `${group}.${unknown} is not an option; the options are ${Object.keys(defaults).join(', ')}`,
  )
  return { ...defaults, ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)) }
}
