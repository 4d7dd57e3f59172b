/**
 * Holds a demand on what the developer wrote.
 *
 * @throws Error with the message, which names the option and the remedy and never holds its value: it may be a secret
 */
export const requireOption: (holds: boolean, message: string) => asserts holds = (holds, message) => {
  if (!holds) throw new Error(message)
}

/** Holds that no option is misspelt: one that nobody knows would have no effect, and nobody would see it. */
export const demandKnown = (group: string, given: object, known: object): void => {
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(known, name))
  requireOption(stranger === undefined, `${group}.${stranger} is no option; there are ${Object.keys(known).join(', ')}`)
}

/** What is given as undefined counts as not given. */
export const defined = <A extends object>(given: A): Partial<A> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<A>
