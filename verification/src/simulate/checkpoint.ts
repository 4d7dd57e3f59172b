import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Weather } from '@bank-connection/memory-adapter/testing'
import { type Coverage, emptyCoverage } from './coverage.ts'
import type { Over } from './simulate-chunk.ts'

/** The progress of a long run, from which another process can resume. Plain data. */
export interface Checkpoint {
  readonly seed: number
  readonly weather: Weather | null
  readonly over: Over
  /** Duration so far, in milliseconds. */
  readonly ms: number
  /** The first chunk that has not started. */
  readonly next: number
  /** Chunks that have started and not ended. */
  readonly open: readonly number[]
  /** The commits that the run used, in order. */
  readonly commits: readonly string[]
  readonly coverage: Coverage
}

/** The settings that identify a run. */
export type RunOf = Pick<Checkpoint, 'seed' | 'weather' | 'over'>

/** The initial checkpoint of a run. */
export const firstCheckpoint = (run: RunOf): Checkpoint => ({
  ...run,
  ms: 0,
  next: 0,
  open: [],
  commits: [],
  coverage: emptyCoverage(),
})

/**
 * Reads the checkpoint of a run; the initial one when the file does not exist.
 *
 * @throws Error when the file belongs to another run, or is damaged
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

/** Replaces the file atomically: if the process is stopped, the previous file remains. */
export const writeCheckpoint = async (file: string, checkpoint: Checkpoint): Promise<void> => {
  await writeFile(`${file}.new`, JSON.stringify(checkpoint))
  await rename(`${file}.new`, file)
}
