/** Plants each mutant in a copy of the code; fails unless the harness finds every mutant with every seed. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { bundlePlanted, type Planted } from '../../../scripts/bundle-planted.ts'
import { run } from '../../../scripts/run.ts'
import { ROOT } from '../../../scripts/tree-copy.ts'
import { integerOption } from '../cli/integer-option.ts'
import { mutants } from './catalogue/all-mutants.ts'
import { type Mutant, plantIn } from './catalogue/mutant.ts'
import type { Finding } from './checks/finding.ts'
import { describeResult, type MutantResult, pageOf } from './mutant-result.ts'

const HARNESS = fileURLToPath(new URL('./harness.ts', import.meta.url))

/** Time limit with a mutant, and time for which the harness must find nothing without one, in seconds. */
const LIMIT_S = 60
const SOUND_S = 8

/** A harness that exceeds its limit by this is killed, in seconds. */
const GRACE_S = 20

interface Options {
  readonly seed: number
  readonly seeds: number
  readonly only?: string
  readonly jobs: number
  readonly report?: string
}

const options = new Command('mutants')
  .description('Plants bugs in a copy of the code, and fails if one is not found.')
  .addOption(integerOption('--seed <n>', 'first seed', 0, 1))
  .addOption(integerOption('--seeds <n>', 'number of seeds', 1, 5))
  .option('--only <text>', 'only mutants whose name or file contains this text')
  .addOption(integerOption('--jobs <n>', 'number of processes', 1, 2))
  .option('--report <file>', 'write the table to this file, as Markdown')
  .parse()
  .opts<Options>()

const seeds = Array.from({ length: options.seeds }, (_, i) => options.seed + i)

/** Returns the finding with one seed and the time in seconds; `null` if nothing was found or the harness was killed. */
const runHarness = async (bundle: string, seed: number, limitS: number): Promise<readonly [Finding | null, number]> => {
  const startedAt = performance.now()
  const limit = ['-k', '1', `${limitS + GRACE_S}`]
  const { stdout } = await run('timeout', [...limit, process.execPath, bundle, `${seed}`, `${limitS}`], ROOT)
  const lines = stdout.trim().split('\n')
  const seconds = (performance.now() - startedAt) / 1_000
  const output = lines.at(-1) ?? ''
  const finding = output === '' ? null : (JSON.parse(output) as Finding | null)
  return [seconds > limitS + GRACE_S ? null : finding, seconds]
}

const tryMutant = async (folder: string, nth: number, mutant: Mutant): Promise<MutantResult> => {
  const text = await readFile(join(ROOT, mutant.file), 'utf8').catch(() => '')
  const planted = plantIn(text, mutant)
  if (planted === null) return { mutant, runs: [], isPlanted: false }
  const bundle = join(folder, `${nth}.mjs`)
  await bundlePlanted(HARNESS, bundle, { [mutant.file]: planted } satisfies Planted)
  const runs: MutantResult['runs'][number][] = []
  for (const seed of seeds) {
    const [finding, seconds] = await runHarness(bundle, seed, LIMIT_S)
    runs.push({ seed, finding, seconds })
  }
  await rm(bundle)
  return { mutant, runs, isPlanted: true }
}

/** Whether the harness finds nothing in the code without a mutant. */
const isSound = async (folder: string): Promise<boolean> => {
  const bundle = join(folder, 'sound.mjs')
  await bundlePlanted(HARNESS, bundle, {})
  for (const seed of seeds) {
    const [finding, seconds] = await runHarness(bundle, seed, SOUND_S)
    if (finding === null && seconds >= SOUND_S && seconds < SOUND_S + GRACE_S) continue
    console.log(
      `without a mutant, seed ${seed}: ${finding === null ? 'no output' : `${finding.law}: ${finding.problem}`}`,
    )
    return false
  }
  console.log(`without a mutant: nothing found in ${SOUND_S} s with each of ${seeds.length} seeds`)
  return true
}

const chosen = mutants.filter(
  ({ name, file }) => options.only === undefined || `${name} ${file}`.includes(options.only),
)
const folder = await mkdtemp(join(tmpdir(), 'bank-connection-mutants-'))
try {
  process.exitCode = 1
  if (await isSound(folder)) {
    const results: MutantResult[] = []
    const queue = [...chosen.entries()]
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [nth, mutant] = next
        const result = await tryMutant(folder, nth, mutant)
        results[nth] = result
        console.log(describeResult(result))
      }
    }
    await Promise.all(Array.from({ length: options.jobs }, work))
    const found = results.filter(({ runs }) => runs.length > 0 && runs.every(({ finding }) => finding !== null))
    console.log(`\n${found.length} of ${chosen.length} found in all ${seeds.length} seeds`)
    if (options.report !== undefined) await writeFile(options.report, pageOf(results, LIMIT_S))
    if (found.length === chosen.length && chosen.length > 0) process.exitCode = 0
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
