/**
 * Holds a demand on what the developer wrote.
 *
 * @throws Error with the message, which names the option and the remedy and never holds its value: it may be a secret
 */
export const demand: (holds: boolean, message: string) => asserts holds = (holds, message) => {
  if (!holds) throw new Error(message)
}
