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

/** How stories reach the bank: through its port, or through an HTTP client and a handler. */
export type Over = 'memory' | 'http'

/** Plays a story over the transport of its chunk. */
export const playByTransport: Readonly<Record<Over, (one: Story) => Promise<StoryResult>>> = {
  memory: (one) => runStory(one),
  http: (one) => playOverHttp(one),
}

/** A number of stories from one seed. */
export interface Chunk {
  readonly seed: number
  readonly stories: number
  readonly weather: Weather | null
  readonly over: Over
  /** The fast-check path to continue from; `null`: from the first story. */
  readonly path: string | null
}

/** A broken law, and the shrunk story that breaks it. */
export interface Finding {
  readonly seed: number
  readonly path: string
  readonly story: Story
  readonly breach: StoryBreach
  readonly shrinks: number
}

/** The result of a chunk. */
export interface ChunkReport {
  readonly coverage: Coverage
  readonly finding: Finding | null
}

/** One story in this many is played twice, and must have equal results. */
const AGAIN_EVERY = 64

/** One story in this many is played with and without crashes. */
const TWIN_EVERY = 32

/** Time limit for shrinking a story, in milliseconds. */
const SHRINK_MS = 60_000

/** Time limit of one story, in real milliseconds. None takes a hundredth of it. */
const STORY_MS = 60_000

/** What running a chunk needs. */
interface Means {
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number
  /** Plays a story. */
  readonly play: (one: Story) => Promise<StoryResult>
}

/** Plays the stories of a chunk until one breaks a law, and shrinks that one. */
export const simulateChunk = async (
  { seed, stories, weather, over, path }: Chunk,
  { now = () => performance.now(), play = playByTransport[over] }: Partial<Means> = {},
): Promise<ChunkReport> => {
  const coverage = emptyCoverage()
  const found: { first: StoryBreach | null; last: StoryBreach | null; at: number } = { first: null, last: null, at: 0 }
  let count = 0

  const breachOf = async (one: Story): Promise<StoryBreach | null> => {
    const played = await playSafely(one, play)
    if ('law' in played) return played
    if (played.breach !== null) return played.breach
    count += 1
    if (found.first === null) countStory(coverage, one, played)
    const isSearched = found.first !== null || path !== null
    if ((isSearched || count % AGAIN_EVERY === 0) && !(await isDeterministic(one, played, play)))
      return { law: 'MUST be deterministic', problem: 'a second play of the story had a different result', visit: 0 }
    return isSearched || count % TWIN_EVERY === 0 ? crashProblem(one, play) : null
  }

  const property = fc.asyncProperty(weather === null ? story() : story({ weather }), async (one) => {
    if (found.first !== null && now() - found.at > SHRINK_MS) return true
    const breach = await breachOf(one)
    // A shrunk story must break the same law.
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

const isDeterministic = async (one: Story, played: StoryResult, play: Means['play']): Promise<boolean> => {
  // Read at once: a request sent before the end may arrive at the bank after it.
  const first = textOf(played)
  const again = await playSafely(one, play)
  return !('law' in again) && textOf(again) === first
}

/** The connections of a story and the final state of its bank, to compare two plays. */
const textOf = ({ connections, bank }: StoryResult): string => JSON.stringify([connections, bank.world()])

const playSafely = async (one: Story, play: Means['play']): Promise<StoryResult | StoryBreach> => {
  let alarm: NodeJS.Timeout | undefined
  const lasts = new Promise<StoryBreach>((resolve) => {
    alarm = setTimeout(
      () =>
        resolve({
          law: 'MUST come to an end',
          problem: 'nothing happens any more, but the story has not ended',
          visit: 0,
        }),
      STORY_MS,
    )
  })
  try {
    return await Promise.race([play(one), lasts])
  } catch (error) {
    return { law: 'MUST NOT throw', problem: error instanceof Error ? String(error.stack) : String(error), visit: 0 }
  } finally {
    clearTimeout(alarm)
  }
}
