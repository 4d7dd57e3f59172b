import {
  runStory,
  type Story,
  type StoryBreach,
  type StoryResult,
  story,
  type Weather,
} from '@bank-connection/memory-adapter/testing'
import * as fc from 'fast-check'
import { type Coverage, countStory, emptyCoverage } from './coverage.ts'
import { crashProblem } from './crash-check.ts'
import { playOverHttp } from './over-http/over-http.ts'

/** How the people of the stories reach the bank: with its port, or with an HTTP client on a handler. */
export type Over = 'memory' | 'http'

/** Plays a story over what a chunk names. */
export const playByTransport: Readonly<Record<Over, (told: Story) => Promise<StoryResult>>> = {
  memory: (told) => runStory(told),
  http: (told) => playOverHttp(told),
}

/** A number of stories that follow from one seed. */
export interface Chunk {
  readonly seed: number
  readonly stories: number
  readonly weather: Weather | null
  readonly over: Over
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

/** How long one story may take, in real milliseconds: none takes a hundredth of it. */
const STORY_MS = 60_000

/** What a chunk is played with. */
interface Means {
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number
  /** How a story is played. */
  readonly play: (told: Story) => Promise<StoryResult>
}

/** Plays the stories of a chunk until one breaks a promise, and makes that one smaller. */
export const simulateChunk = async (
  { seed, stories, weather, over, path }: Chunk,
  { now = () => performance.now(), play = playByTransport[over] }: Partial<Means> = {},
): Promise<ChunkReport> => {
  const coverage = emptyCoverage()
  const found: { first: StoryBreach | null; last: StoryBreach | null; at: number } = { first: null, last: null, at: 0 }
  let count = 0

  const judged = async (told: Story): Promise<StoryBreach | null> => {
    const played = await playSafely(told, play)
    if ('law' in played) return played
    if (played.breach !== null) return played.breach
    count += 1
    if (found.first === null) countStory(coverage, told, played)
    const isSearched = found.first !== null || path !== null
    if ((isSearched || count % AGAIN_EVERY === 0) && !(await goesTheSameWay(told, played, play)))
      return { law: 'MUST go the same way again', problem: 'the same story went another way', visit: 0 }
    return isSearched || count % TWIN_EVERY === 0 ? crashProblem(told, play) : null
  }

  const property = fc.asyncProperty(weather === null ? story() : story({ weather }), async (told) => {
    if (found.first !== null && now() - found.at > SHRINK_MS) return true
    const breach = await judged(told)
    // What is made smaller must break the same promise still.
    if (breach === null || (found.first !== null && found.first.law !== breach.law)) return true
    if (found.first === null) found.at = now()
    found.first ??= breach
    found.last = breach
    return false
  })
  const checked = await fc.check(property, { seed, numRuns: stories, ...(path === null ? {} : { path }) })
  const { counterexample, counterexamplePath, numShrinks } = checked
  if (!checked.failed || counterexample === null || found.last === null) return { coverage, finding: null }
  const [smallest] = counterexample
  return {
    coverage,
    finding: { seed, path: counterexamplePath ?? '', story: smallest, breach: found.last, shrinks: numShrinks },
  }
}

const goesTheSameWay = async (told: Story, played: StoryResult, play: Means['play']): Promise<boolean> => {
  // Taken at once: what was sent before the end may arrive at the bank after it.
  const first = textOf(played)
  const again = await playSafely(told, play)
  return !('law' in again) && textOf(again) === first
}

/** Everything that a story's people could tell. */
const textOf = ({ connections, bank }: StoryResult): string => JSON.stringify([connections, bank.world()])

const playSafely = async (told: Story, play: Means['play']): Promise<StoryResult | StoryBreach> => {
  let alarm: NodeJS.Timeout | undefined
  const lasts = new Promise<StoryBreach>((resolve) => {
    alarm = setTimeout(
      () => resolve({ law: 'MUST come to an end', problem: 'nothing happens any more, and it is not over', visit: 0 }),
      STORY_MS,
    )
  })
  try {
    return await Promise.race([play(told), lasts])
  } catch (error) {
    return { law: 'MUST NOT throw', problem: error instanceof Error ? String(error.stack) : String(error), visit: 0 }
  } finally {
    clearTimeout(alarm)
  }
}
