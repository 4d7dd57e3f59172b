import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Weather } from '@bank-connection/memory-adapter/testing'
import { type Coverage, emptyCoverage } from './coverage.ts'
import type { Over } from './simulate-chunk.ts'

/** How far a long run has come, so that another process can go on with it. Plain data. */
export interface Checkpoint {
  readonly seed: number
  readonly weather: Weather | null
  readonly over: Over
  /** How long it took so far, in milliseconds. */
  readonly ms: number
  /** The first chunk that nobody has begun. */
  readonly next: number
  /** Chunks that were begun and have not ended. */
  readonly open: readonly number[]
  /** The commits that it ran at, in order. */
  readonly commits: readonly string[]
  readonly coverage: Coverage
}

/** What a run is, whoever goes on with it. */
export type RunOf = Pick<Checkpoint, 'seed' | 'weather' | 'over'>

/** A run that begins. */
export const firstCheckpoint = (run: RunOf): Checkpoint => ({
  ...run,
  ms: 0,
  next: 0,
  open: [],
  commits: [],
  coverage: emptyCoverage(),
})

/**
 * Reads how far a run has come; its beginning when there is no such file.
 *
 * @throws Error when the file is of another run, or cannot be read
 */
export const readCheckpoint = async (file: string, run: RunOf): Promise<Checkpoint> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return firstCheckpoint(run)
  const read = JSON.parse(text) as Checkpoint
  for (const name of ['seed', 'weather', 'over'] as const)
    if (read[name] !== run[name])
      throw new Error(`${file} belongs to a run with ${name} ${read[name]}; pass the same ${name} or another file`)
  return read
}

/** Replaces the file as a whole: whoever is stopped meanwhile leaves the one before. */
export const writeCheckpoint = async (file: string, checkpoint: Checkpoint): Promise<void> => {
  await writeFile(`${file}.new`, JSON.stringify(checkpoint))
  await rename(`${file}.new`, file)
}
