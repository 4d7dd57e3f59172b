import { InvalidArgumentError, Option } from 'commander'

/** An option that takes an integer of `min` or more; without a fallback it may be left out. */
export const integerOption = (flags: string, description: string, min: number, fallback?: number): Option => {
  const option = new Option(flags, description).argParser((text) => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < min)
      throw new InvalidArgumentError(`must be an integer, at least ${min}`)
    return value
  })
  return fallback === undefined ? option : option.default(fallback)
}
