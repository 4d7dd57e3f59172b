/**
 * Checks the code that it is bundled with, by laws, the state of the simulated bank, the reference and replays, until
 * it finds a bug or its time is over. It knows nothing about the mutants. Prints one finding, or `null`.
 */
import { writeSync } from 'node:fs'
import { type Story, story } from '@bank-connection/memory-adapter/testing'
import * as fc from 'fast-check'
import type { Finding } from './checks/finding.ts'
import { portProblem } from './checks/port-checks.ts'
import { referenceProblem } from './checks/reference-check.ts'
import { httpProblem, memoryProblem } from './checks/story-checks.ts'
import { variantOf, wireVariantOf } from './story-variants.ts'

/** The machine is compared with the reference after this many stories: stories find most bugs sooner. */
const REFERENCE_AFTER = 12

/** Every nth story is played over HTTP. */
const HTTP_EVERY = 3

/** Number of stories generated at a time. */
const BATCH = 50

const [seed = 1, seconds = 60] = process.argv.slice(2).map(Number)

const report = (finding: Finding | null): never => {
  writeSync(1, `${JSON.stringify(finding)}\n`)
  process.exit(0)
}

const threw = (error: unknown): never =>
  report({ law: 'MUST NOT throw', problem: String(error instanceof Error ? error.stack : error).slice(0, 600) })

process.on('uncaughtException', threw)
process.on('unhandledRejection', threw)
process.on('beforeExit', () => report({ law: 'MUST come to an end', problem: 'a story waits for nothing' }))

const isOver = (): boolean => performance.now() > seconds * 1_000

const overHttp = async (generated: Story, nth: number): Promise<Finding | null> =>
  (await httpProblem(wireVariantOf(generated, nth))) ?? (nth % 3 === 0 ? httpProblem(generated) : null)

const findBug = async (): Promise<Finding | null> => {
  const first = await portProblem(seed)
  if (first !== null) return first
  for (let nth = 0; ; ) {
    const batch = fc.sample(story(), { numRuns: BATCH, seed: seed * 100_000 + nth })
    for (const generated of batch) {
      if (isOver()) return null
      nth += 1
      const finding =
        nth % HTTP_EVERY === 0
          ? await overHttp(generated, nth / HTTP_EVERY)
          : await memoryProblem(generated, nth, report)
      if (finding !== null) return finding
      const other = await memoryProblem(variantOf(generated, nth), 0, report)
      if (other !== null) return other
      const differing = nth === REFERENCE_AFTER ? referenceProblem() : null
      if (differing !== null) return differing
    }
  }
}

findBug().then(report, threw)
