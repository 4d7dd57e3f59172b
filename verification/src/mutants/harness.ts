/**
 * Looks for what is wrong with the code that it is bundled with, until it finds something or its time is over: by laws,
 * by what the simulated bank knows, by the reference and by replays. It knows no mutant. Prints one finding, or `null`.
 */
import { writeSync } from 'node:fs'
import { type Story, story } from '@bank-connection/memory-adapter/testing'
import * as fc from 'fast-check'
import type { Finding } from './checks/finding.ts'
import { portProblem } from './checks/port-checks.ts'
import { referenceProblem } from './checks/reference-check.ts'
import { httpProblem, memoryProblem, variantOf, wireVariantOf } from './checks/story-checks.ts'

/** When the machine is held against the reference: after a few stories, which find much, and sooner. */
const REFERENCE_AFTER = 12

/** One story in so many goes over HTTP. */
const HTTP_EVERY = 3

/** How many stories are made at a time. */
const BATCH = 50

const [seed = 1, seconds = 60] = process.argv.slice(2).map(Number)

const say = (finding: Finding | null): never => {
  writeSync(1, `${JSON.stringify(finding)}\n`)
  process.exit(0)
}

const threw = (error: unknown): never =>
  say({ law: 'MUST NOT throw', problem: String(error instanceof Error ? error.stack : error).slice(0, 600) })

process.on('uncaughtException', threw)
process.on('unhandledRejection', threw)
process.on('beforeExit', () => say({ law: 'MUST come to an end', problem: 'a story waits for nothing' }))

const isOver = (): boolean => performance.now() > seconds * 1_000

const overHttp = async (told: Story, nth: number): Promise<Finding | null> =>
  (await httpProblem(wireVariantOf(told, nth))) ?? (nth % 3 === 0 ? httpProblem(told) : null)

const look = async (): Promise<Finding | null> => {
  const first = await portProblem(seed)
  if (first !== null) return first
  for (let nth = 0; ; ) {
    const batch = fc.sample(story(), { numRuns: BATCH, seed: seed * 100_000 + nth })
    for (const told of batch) {
      if (isOver()) return null
      nth += 1
      const finding =
        nth % HTTP_EVERY === 0 ? await overHttp(told, nth / HTTP_EVERY) : await memoryProblem(told, nth, say)
      if (finding !== null) return finding
      const other = await memoryProblem(variantOf(told, nth), 0, say)
      if (other !== null) return other
      const differing = nth === REFERENCE_AFTER ? referenceProblem() : null
      if (differing !== null) return differing
    }
  }
}

look().then(say, threw)
