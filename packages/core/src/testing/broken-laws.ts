import { either as E } from 'fp-ts'

/** A promise that can be checked on something: a law of ports, of stores, or one of your own. */
export interface CheckableLaw<Subject> {
  readonly name: string
  /** Right when the law holds; left with what was seen instead. */
  readonly check: (subject: Subject) => Promise<E.Either<unknown, 'holds'>>
}

/**
 * Checks each law, one after the other, on a subject of its own, and tells of each that does not hold in one line: its
 * name, and what was seen, and wanted, in JSON. Empty when all hold. For scripts, and where one test is to check them all.
 *
 * A subject that never settles keeps it waiting: there is no clock here, so give the test a time limit.
 *
 * @param subject - makes a fresh subject; called once for each law
 * @throws what `subject` throws, as a rejection; of what a check throws the message stands in the line
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
    return E.isLeft(verdict) ? toldOf(verdict.left) : null
  } catch (error) {
    return `a call was rejected: ${error instanceof Error ? error.message : String(error)}`
  }
}

const toldOf = (problem: unknown): string => {
  if (typeof problem !== 'object' || problem === null || !('seen' in problem) || !('wanted' in problem))
    return `seen ${written(problem)}`
  return `seen ${written(problem.seen)}, wanted ${written(problem.wanted)}`
}

/** Longest text that is told of one value, in characters: a line is to be read. */
const TOLD_MAX = 400

/** What a wrong adapter gives may be anything, also what JSON cannot hold. */
const written = (u: unknown): string => {
  const text = E.getOrElse(() => String(u))(E.tryCatch(() => JSON.stringify(u) ?? String(u), String))
  return text.length > TOLD_MAX ? `${text.slice(0, TOLD_MAX)}…` : text
}
