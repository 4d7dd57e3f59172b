import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Weather } from '@bank-connection/memory-adapter/testing'
import { Command, Option } from 'commander'
import { wholeFrom } from '../cli/whole-number.ts'
import { firstCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { commit } from './commit.ts'
import { addCoverage } from './coverage.ts'
import { replayCommand, tellFinding } from './describe-finding.ts'
import { type Run, simulationPage, summary, tellCoverage } from './report.ts'
import { type Chunk, type ChunkReport, type Finding, type Over, playOver, simulateChunk } from './simulate-chunk.ts'

/** Room for what lives only as long as one story, so that it need not be collected twice. */
const YOUNG = ['--max-semi-space-size=64']

/** From one line about the progress to the next, in milliseconds. */
const PROGRESS_MS = 5_000

/** Stories of one seed: each worker takes so many at a time. */
const STORIES = 200

interface Options {
  readonly connections: number
  readonly seed?: number
  readonly profile?: Weather
  readonly over: Over
  readonly jobs: number
  readonly path?: string
  readonly report?: string
  readonly checkpoint?: string
}

const options = new Command('simulate')
  .description('Simulates connections in all weathers, and checks every law after every event.')
  .addOption(new Option('--connections <n>', 'how many, at least').default(10_000).argParser(wholeFrom(1)))
  .addOption(new Option('--seed <n>', 'what every draw depends on; a fresh one when absent').argParser(wholeFrom(0)))
  .addOption(new Option('--profile <weather>', 'the weather of every story').choices(['fair', 'rain', 'storm']))
  .addOption(new Option('--over <way>', 'how the bank is reached').choices(['memory', 'http']).default('memory'))
  .addOption(new Option('--jobs <n>', 'how many processes').default(availableParallelism()).argParser(wholeFrom(1)))
  .option('--path <path>', 'plays one story again, as a violation names it; with its seed')
  .option('--report <file>', 'writes the coverage there, as Markdown')
  .option('--checkpoint <file>', 'goes on from there, and writes there how far it has come; with the same seed')
  .parse()
  .opts<Options>()

const seed = options.seed ?? randomInt(2 ** 30)
const weather = options.profile ?? null
const { over } = options
const { checkpoint } = options
const before =
  checkpoint === undefined
    ? firstCheckpoint({ seed, weather, over })
    : await readCheckpoint(checkpoint, { seed, weather, over })
const startedAt = performance.now()
/** How long the run took, with what it took before it was stopped. */
const now = (): number => before.ms + performance.now() - startedAt
const { coverage } = before
const commits = [...new Set([...before.commits, await commit()])]

const chunkOf = (index: number): Chunk => ({ seed: seed + index, stories: STORIES, weather, over, path: null })

const perSecond = (): string => {
  const rate = coverage.connections / (now() / 1_000)
  return `${Math.round(rate)} a second, ${Math.round(rate / options.jobs)} a second and process`
}

const progress = (): void =>
  console.log(`${coverage.connections} connections in ${(now() / 1_000).toFixed(1)} s: ${perSecond()}`)

const fail = async (finding: Finding): Promise<void> => {
  const played = await playOver[over](finding.story).catch(() => null)
  for (const line of tellFinding(finding, played)) console.log(line)
  console.log(
    `\nto see it again, byte for byte: ${replayCommand(finding, options.profile ?? null)}${over === 'memory' ? '' : ` --over ${over}`}`,
  )
  process.exitCode = 1
}

/** How long a process may be silent, in milliseconds, before it counts as one that goes round in circles. */
const SILENCE_MS = 300_000

/** Keeps all processes busy until there are enough connections, or one has broken a law. */
const simulate = (): Promise<Finding | null> =>
  new Promise((resolve, reject) => {
    let { next } = before
    const left = [...before.open]
    const open = new Set<number>()
    let toldAt = now()
    let kept = Promise.resolve()
    const keep = (): void => {
      if (checkpoint === undefined) return
      const reached = { seed, weather, over, ms: now(), next, open: [...left, ...open], commits, coverage }
      const text = structuredClone(reached)
      kept = kept.then(() => writeCheckpoint(checkpoint, text))
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
    // Whoever has seen enough gets the report of what was seen.
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
        // A chunk that has found something is played again when the run goes on.
        if (finding !== null) {
          finish(() => resolve(finding))
          return
        }
        open.delete(index)
        addCoverage(coverage, counted)
        if (now() - toldAt > PROGRESS_MS) {
          toldAt = now()
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
else if (options.path !== undefined) console.log('every law was kept')
else {
  progress()
  const run: Run = { seed, weather, over, jobs: options.jobs, ms: now(), coverage }
  console.log(`\n${tellCoverage(coverage).join('\n')}\n\n${summary(run)}`)
  if (options.report !== undefined) await writeFile(options.report, `${simulationPage(run, commits).join('\n')}\n`)
}
