import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Weather } from '@bank-connection/memory-adapter/testing'
import { Command, Option } from 'commander'
import { integerOption } from '../cli/integer-option.ts'
import { firstCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { commit } from './commit.ts'
import { addCoverage } from './coverage.ts'
import { describeFinding, replayCommand } from './describe-finding.ts'
import { coverageTables, type Run, simulationPage, summary } from './report.ts'
import {
  type Chunk,
  type ChunkReport,
  type Finding,
  type Over,
  playByTransport,
  simulateChunk,
} from './simulate-chunk.ts'

/** Size of the young generation, in megabytes: large enough for the objects of one story. */
const YOUNG = ['--max-semi-space-size=64']

/** Interval between progress lines, in milliseconds. */
const PROGRESS_MS = 5_000

/** Stories per seed, and per message to a worker. */
const STORIES = 200

interface Options {
  readonly connections: number
  readonly seed?: number
  readonly weather?: Weather
  readonly over: Over
  readonly jobs: number
  readonly path?: string
  readonly report?: string
  readonly checkpoint?: string
}

const options = new Command('simulate')
  .description('Simulates connections under random faults, and checks every law after every event.')
  .addOption(integerOption('--connections <n>', 'minimum number of connections', 1, 10_000))
  .addOption(integerOption('--seed <n>', 'seed of every random value (default: random)', 0))
  .addOption(
    new Option('--weather <name>', 'how often faults occur (default: mixed)').choices(['fair', 'rain', 'storm']),
  )
  .addOption(new Option('--over <transport>', 'transport to the bank').choices(['memory', 'http']).default('memory'))
  .addOption(integerOption('--jobs <n>', 'number of processes', 1, availableParallelism()))
  .option('--path <path>', 'replay one story, with the path and the seed that a violation printed')
  .option('--report <file>', 'write the coverage to this file, as Markdown')
  .option('--checkpoint <file>', 'resume from this file, and save progress to it; needs the same seed')
  .parse()
  .opts<Options>()

const seed = options.seed ?? randomInt(2 ** 30)
const weather = options.weather ?? null
const { over } = options
const { checkpoint } = options
const before =
  checkpoint === undefined
    ? firstCheckpoint({ seed, weather, over })
    : await readCheckpoint(checkpoint, { seed, weather, over })
const startedAt = performance.now()
/** Duration of the run, including the time before the checkpoint. */
const now = (): number => before.ms + performance.now() - startedAt
const { coverage } = before
const commits = [...new Set([...before.commits, await commit()])]

const chunkOf = (index: number): Chunk => ({ seed: seed + index, stories: STORIES, weather, over, path: null })

const perSecond = (): string => {
  const rate = coverage.connections / (now() / 1_000)
  return `${Math.round(rate)} per second, ${Math.round(rate / options.jobs)} per second and process`
}

const progress = (): void =>
  console.log(`${coverage.connections} connections in ${(now() / 1_000).toFixed(1)} s: ${perSecond()}`)

const fail = async (finding: Finding): Promise<void> => {
  const played = await playByTransport[over](finding.story).catch(() => null)
  for (const line of describeFinding(finding, played)) console.log(line)
  console.log(
    `\nto reproduce it exactly: ${replayCommand(finding, options.weather ?? null)}${over === 'memory' ? '' : ` --over ${over}`}`,
  )
  process.exitCode = 1
}

/** A process that is silent for this long is considered to be in an endless loop, in milliseconds. */
const SILENCE_MS = 300_000

/** Runs chunks in all processes until there are enough connections, or a law is broken. */
const simulate = (): Promise<Finding | null> =>
  new Promise((resolve, reject) => {
    let { next } = before
    const left = [...before.open]
    const open = new Set<number>()
    let printedAt = now()
    let kept = Promise.resolve()
    const keep = (): void => {
      if (checkpoint === undefined) return
      const reached = { seed, weather, over, ms: now(), next, open: [...left, ...open], commits, coverage }
      const copy = structuredClone(reached)
      kept = kept.then(() => writeCheckpoint(checkpoint, copy))
    }
    const workers = Array.from({ length: options.jobs }, () =>
      fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { execArgv: [...process.execArgv, ...YOUNG] }),
    )
    const finish = (end: () => void): void => {
      process.off('SIGINT', stop)
      for (const worker of workers) worker.removeAllListeners().kill()
      keep()
      kept.then(end, reject)
    }
    // Ctrl-C ends the run and prints the report so far.
    const stop = (): void => finish(() => resolve(null))
    process.once('SIGINT', stop)
    const feed = (worker: ChildProcess): void => {
      if (coverage.connections >= options.connections) {
        if (open.size === 0) finish(() => resolve(null))
        return
      }
      const index = left.shift() ?? next++
      const chunk = chunkOf(index)
      const lost = (why: string): void =>
        finish(() => reject(new Error(`the stories of seed ${chunk.seed} ended with ${why}`)))
      const silence = setTimeout(() => lost(`${SILENCE_MS / 1_000} s of silence`), SILENCE_MS).unref()
      const gone = (code: number | null): void => lost(`exit code ${code}`)
      open.add(index)
      worker.once('exit', gone)
      worker.once('message', ({ coverage: counted, finding }: ChunkReport) => {
        clearTimeout(silence)
        worker.off('exit', gone)
        // A chunk with a finding is repeated when the run is resumed.
        if (finding !== null) {
          finish(() => resolve(finding))
          return
        }
        open.delete(index)
        addCoverage(coverage, counted)
        if (now() - printedAt > PROGRESS_MS) {
          printedAt = now()
          progress()
          keep()
        }
        feed(worker)
      })
      worker.send(chunk)
    }
    for (const worker of workers) feed(worker)
  })

const replay = async (path: string): Promise<Finding | null> =>
  (await simulateChunk({ seed, stories: STORIES, weather, over, path })).finding

console.log(`seed ${seed}${weather === null ? '' : `, ${weather}`}, over ${over}`)
const finding = options.path === undefined ? await simulate() : await replay(options.path)
if (finding !== null) await fail(finding)
else if (options.path !== undefined) console.log('no law was broken')
else {
  progress()
  const run: Run = { seed, weather, over, jobs: options.jobs, ms: now(), coverage }
  console.log(`\n${coverageTables(coverage).join('\n')}\n\n${summary(run)}`)
  if (options.report !== undefined) await writeFile(options.report, `${simulationPage(run, commits).join('\n')}\n`)
}
