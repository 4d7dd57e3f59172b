import { InvalidArgumentError } from 'commander'

/** Reads an option that is a whole number, `min` or more; commander tells what it throws. */
export const wholeFrom =
  (min: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < min)
      throw new InvalidArgumentError(`give a whole number, ${min} or more`)
    return value
  }
