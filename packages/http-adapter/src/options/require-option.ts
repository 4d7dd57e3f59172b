/**
 * Throws if an option is invalid.
 *
 * @param message - names the option and the remedy; never contains the value, which may be a secret
 */
export const requireOption: (holds: boolean, message: string) => asserts holds = (holds, message) => {
  if (!holds) throw new Error(message)
}

/** Rejects unknown options, which would otherwise be ignored silently. */
export const rejectUnknownOptions = (group: string, given: object, known: object): void => {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name))
  requireOption(
    unknown === undefined,
    `${group}.${unknown} is not an option; the options are ${Object.keys(known).join(', ')}`,
  )
}

/** Removes properties that are undefined, so that they get their defaults. */
export const omitUndefined = <A extends object>(given: A): Partial<A> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<A>
