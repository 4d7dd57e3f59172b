import {
  type Played,
  playStory,
  type Story,
  type StoryBreach,
  story,
  type Weather,
} from '@bank-connection/memory-adapter/testing'
import * as fc from 'fast-check'
import { type Coverage, countStory, emptyCoverage } from './coverage.ts'
import { crashProblem } from './crash-twin.ts'

/** A number of stories that follow from one seed. */
export interface Chunk {
  readonly seed: number
  readonly stories: number
  readonly weather: Weather | null
  /** Where fast-check goes on; `null`: from the first story. */
  readonly path: string | null
}

/** A promise that was broken, and the smallest story that breaks it. */
export interface Finding {
  readonly seed: number
  readonly path: string
  readonly story: Story
  readonly breach: StoryBreach
  readonly shrinks: number
}

/** What came of a chunk. */
export interface ChunkReport {
  readonly coverage: Coverage
  readonly finding: Finding | null
}

/** One story in so many is played twice, which must go the same way; and one in so many with and without crashes. */
const AGAIN_EVERY = 64
const TWIN_EVERY = 32

/** How long a story that breaks a promise is made smaller, in milliseconds. */
const SHRINK_MS = 60_000

/** Plays the stories of a chunk until one breaks a promise, and makes that one smaller. */
export const simulateChunk = async (
  { seed, stories, weather, path }: Chunk,
  now: () => number,
): Promise<ChunkReport> => {
  const coverage = emptyCoverage()
  let first: StoryBreach | null = null
  let last: StoryBreach | null = null
  let count = 0
  let brokenAt = 0

  const judged = async (told: Story): Promise<StoryBreach | null> => {
    const played = await playSafely(told)
    if ('law' in played) return played
    if (played.breach !== null) return played.breach
    count += 1
    if (first === null) countStory(coverage, told, played)
    if (first !== null || count % AGAIN_EVERY === 0) {
      const again = await playSafely(told)
      if ('law' in again || textOf(again) !== textOf(played))
        return { law: 'MUST go the same way again', problem: 'the same story went another way', visit: 0 }
    }
    return first !== null || count % TWIN_EVERY === 0 ? crashProblem(told) : null
  }

  const property = fc.asyncProperty(weather === null ? story() : story({ weather }), async (told) => {
    if (brokenAt > 0 && now() - brokenAt > SHRINK_MS) return true
    const breach = await judged(told)
    // What is made smaller must break the same promise still.
    if (breach === null || (first !== null && first.law !== breach.law)) return true
    if (first === null) brokenAt = now()
    first ??= breach
    last = breach
    return false
  })
  const checked = await fc.check(property, { seed, numRuns: stories, ...(path === null ? {} : { path }) })
  if (!checked.failed || checked.counterexample === null || last === null) return { coverage, finding: null }
  return {
    coverage,
    finding: {
      seed,
      path: checked.counterexamplePath ?? '',
      story: checked.counterexample[0],
      breach: last,
      shrinks: checked.numShrinks,
    },
  }
}

/** Everything that a story's people could tell. */
const textOf = ({ connections, bank }: Played): string => JSON.stringify([connections, bank.world()])

const playSafely = async (told: Story): Promise<Played | StoryBreach> => {
  try {
    return await playStory(told)
  } catch (error) {
    return { law: 'MUST NOT throw', problem: error instanceof Error ? String(error.stack) : String(error), visit: 0 }
  }
}
