/**
 * Throws if an option is invalid.
 *
 * @throws Error with `message`, which names the option and the remedy, but never the value: it may be a secret
 */
export const requireOption: (condition: boolean, message: string) => asserts condition = (condition, message) => {
  if (!condition) throw new Error(message)
}
