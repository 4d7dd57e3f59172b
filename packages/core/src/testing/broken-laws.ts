import { either as E } from 'fp-ts'

/** A law that can be checked on a subject: a law of ports, of stores, or your own. */
export interface CheckableLaw<Subject> {
  readonly name: string
  /** Returns a right when the law holds, and a left with the observed value when it does not. */
  readonly check: (subject: Subject) => Promise<E.Either<unknown, 'holds'>>
}

/**
 * Checks the laws one after the other, each on a fresh subject. Returns one line for each broken law: its name, and the
 * observed and expected values as JSON. Returns an empty array when all laws hold. Use it in scripts, or to check all
 * laws in one test.
 *
 * There is no timeout: a subject that never settles blocks the check, so give the test a time limit.
 *
 * @param subject - makes a fresh subject; called once for each law
 * @throws what `subject` throws, as a rejection. When a check throws, the line contains the message.
 * @example
 * expect(await brokenLaws(bankPortLaws, () => subject())).toStrictEqual([])
 */
export const brokenLaws = async <Subject>(
  laws: readonly CheckableLaw<Subject>[],
  subject: () => Subject | Promise<Subject>,
): Promise<readonly string[]> => {
  const broken: string[] = []
  for (const { name, check } of laws) {
    const fresh = await subject()
    const seen = await problemOf(() => check(fresh))
    if (seen !== null) broken.push(`${name}: ${seen}`)
  }
  return broken
}

const problemOf = async (check: () => Promise<E.Either<unknown, 'holds'>>): Promise<string | null> => {
  try {
    const verdict = await check()
    return E.isLeft(verdict) ? describeProblem(verdict.left) : null
  } catch (error) {
    return `a call was rejected: ${error instanceof Error ? error.message : String(error)}`
  }
}

const describeProblem = (problem: unknown): string => {
  if (typeof problem !== 'object' || problem === null || !('seen' in problem) || !('wanted' in problem))
    return `seen ${asText(problem)}`
  return `seen ${asText(problem.seen)}, wanted ${asText(problem.wanted)}`
}

/** The maximum length of one value in a line, in characters. Keeps the lines readable. */
const VALUE_LENGTH_MAX = 400

/** A wrong adapter may return anything, including values that JSON cannot represent. */
const asText = (u: unknown): string => {
  const text = E.getOrElse(() => String(u))(E.tryCatch(() => JSON.stringify(u) ?? String(u), String))
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text
}
