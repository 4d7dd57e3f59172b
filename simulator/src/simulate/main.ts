import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { playStory, type Weather } from '@bank-connection/memory-adapter/testing'
import { Command, InvalidArgumentError, Option } from 'commander'
import { addCoverage, emptyCoverage } from './coverage.ts'
import { tellCoverage } from './report.ts'
import { type Chunk, type ChunkReport, type Finding, simulateChunk } from './simulate-chunk.ts'
import { replayCommand, tellFinding } from './tell-finding.ts'

/** Stories of one seed: each worker takes so many at a time. */
const STORIES = 200

const whole =
  (min: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < min)
      throw new InvalidArgumentError(`give a whole number, ${min} or more`)
    return value
  }

interface Options {
  readonly connections: number
  readonly seed?: number
  readonly profile?: Weather
  readonly jobs: number
  readonly path?: string
  readonly report?: string
}

const options = new Command('simulate')
  .description('Simulates connections in all weathers, and checks every promise after every event.')
  .addOption(new Option('--connections <n>', 'how many, at least').default(10_000).argParser(whole(1)))
  .addOption(new Option('--seed <n>', 'what every draw depends on; a fresh one when absent').argParser(whole(0)))
  .addOption(new Option('--profile <weather>', 'the weather of every story').choices(['fair', 'rain', 'storm']))
  .addOption(new Option('--jobs <n>', 'how many processes').default(availableParallelism()).argParser(whole(1)))
  .option('--path <path>', 'plays one story again, as a violation names it; with its seed')
  .option('--report <file>', 'writes the coverage there, as Markdown')
  .parse()
  .opts<Options>()

const seed = options.seed ?? randomInt(2 ** 30)
const weather = options.profile ?? null
const startedAt = performance.now()
const now = (): number => performance.now() - startedAt
const coverage = emptyCoverage()

const chunkOf = (index: number): Chunk => ({ seed: seed + index, stories: STORIES, weather, path: null })

const perSecond = (): string => {
  const rate = coverage.connections / (now() / 1_000)
  return `${Math.round(rate)} a second, ${Math.round(rate / options.jobs)} a second and process`
}

const progress = (): void =>
  console.log(`${coverage.connections} connections in ${(now() / 1_000).toFixed(1)} s: ${perSecond()}`)

const fail = async (finding: Finding): Promise<void> => {
  const played = await playStory(finding.story).catch(() => null)
  for (const line of tellFinding(finding, played)) console.log(line)
  console.log(`\nto see it again, byte for byte: ${replayCommand(finding, options.profile ?? null)}`)
  process.exitCode = 1
}

/** Keeps all processes busy until there are enough connections, or one has broken a promise. */
const simulate = (): Promise<Finding | null> =>
  new Promise((resolve, reject) => {
    let next = 0
    let toldAt = 0
    const workers = Array.from({ length: options.jobs }, () =>
      fork(fileURLToPath(new URL('./worker.ts', import.meta.url))),
    )
    const finish = (finding: Finding | null): void => {
      for (const worker of workers) worker.kill()
      resolve(finding)
    }
    let busy = 0
    const feed = (worker: ChildProcess): void => {
      if (coverage.connections >= options.connections) {
        if (busy === 0) finish(null)
        return
      }
      busy += 1
      worker.send(chunkOf(next++))
    }
    for (const worker of workers) {
      worker.on('error', reject)
      worker.on('message', ({ coverage: counted, finding }: ChunkReport) => {
        busy -= 1
        addCoverage(coverage, counted)
        if (finding !== null) {
          finish(finding)
          return
        }
        if (now() - toldAt > 5_000) {
          toldAt = now()
          progress()
        }
        feed(worker)
      })
      feed(worker)
    }
  })

const replay = async (path: string): Promise<Finding | null> =>
  (await simulateChunk({ seed, stories: STORIES, weather, path }, now)).finding

console.log(`seed ${seed}${weather === null ? '' : `, ${weather}`}`)
const finding = options.path === undefined ? await simulate() : await replay(options.path)
if (finding !== null) await fail(finding)
else if (options.path !== undefined) console.log('every promise was kept')
else {
  progress()
  const lines = tellCoverage(coverage)
  console.log(`\n${lines.join('\n')}\n`)
  console.log(
    `${coverage.connections} connections, ${coverage.events} events, ${coverage.requests} requests, ` +
      `${(coverage.simulatedMs / 86_400_000).toFixed(1)} days of the bank's time; every promise was kept. Seed ${seed}.`,
  )
  if (options.report !== undefined) await writeFile(options.report, `${lines.join('\n')}\n`)
}
