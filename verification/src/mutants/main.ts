/** Plants every mutant, one after the other, and demands that the harness finds each of them with every seed. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { bundlePlanted, type Planted } from '../../../scripts/bundle-planted.ts'
import { run } from '../../../scripts/run.ts'
import { ROOT } from '../../../scripts/tree-copy.ts'
import { wholeFrom } from '../cli/whole-number.ts'
import { mutants } from './catalogue/all-mutants.ts'
import { type Mutant, plantIn } from './catalogue/mutant.ts'
import type { Finding } from './checks/finding.ts'
import { pageOf, type Verdict, wordsOf } from './mutant-result.ts'

const HARNESS = fileURLToPath(new URL('./harness.ts', import.meta.url))

/** How long the harness may look for a mutant, and how long it must find nothing without one, in seconds. */
const LIMIT_S = 60
const SOUND_S = 8

/** How long after its limit a harness that does not come back is stopped, in seconds. */
const GRACE_S = 20

interface Options {
  readonly seed: number
  readonly seeds: number
  readonly only?: string
  readonly jobs: number
  readonly report?: string
}

const options = new Command('mutants')
  .description('Plants bugs, and demands that the simulator finds each of them.')
  .addOption(new Option('--seed <n>', 'the first seed').default(1).argParser(wholeFrom(0)))
  .addOption(new Option('--seeds <n>', 'how many seeds').default(5).argParser(wholeFrom(1)))
  .option('--only <text>', 'only mutants whose name or file has this text')
  .addOption(new Option('--jobs <n>', 'how many processes').default(2).argParser(wholeFrom(1)))
  .option('--report <file>', 'writes the table there, as Markdown')
  .parse()
  .opts<Options>()

const seeds = Array.from({ length: options.seeds }, (_, i) => options.seed + i)

/** What the harness says with one seed, and after how many seconds. `null`: it found nothing, or did not come back. */
const look = async (bundle: string, seed: number, limitS: number): Promise<readonly [Finding | null, number]> => {
  const startedAt = performance.now()
  const limit = ['-k', '1', `${limitS + GRACE_S}`]
  const { stdout } = await run('timeout', [...limit, process.execPath, bundle, `${seed}`, `${limitS}`], ROOT)
  const lines = stdout.trim().split('\n')
  const seconds = (performance.now() - startedAt) / 1_000
  const said = lines.at(-1) ?? ''
  const finding = said === '' ? null : (JSON.parse(said) as Finding | null)
  return [seconds > limitS + GRACE_S ? null : finding, seconds]
}

const tryMutant = async (folder: string, nth: number, mutant: Mutant): Promise<Verdict> => {
  const text = await readFile(join(ROOT, mutant.file), 'utf8').catch(() => '')
  const planted = plantIn(text, mutant)
  if (planted === null) return { mutant, looks: [], isPlanted: false }
  const bundle = join(folder, `${nth}.mjs`)
  await bundlePlanted(HARNESS, bundle, { [mutant.file]: planted } satisfies Planted)
  const looks: Verdict['looks'][number][] = []
  for (const seed of seeds) {
    const [finding, seconds] = await look(bundle, seed, LIMIT_S)
    looks.push({ seed, finding, seconds })
  }
  await rm(bundle)
  return { mutant, looks, isPlanted: true }
}

/** A harness that always finds something proves nothing. */
const isSound = async (folder: string): Promise<boolean> => {
  const bundle = join(folder, 'sound.mjs')
  await bundlePlanted(HARNESS, bundle, {})
  for (const seed of seeds) {
    const [finding, seconds] = await look(bundle, seed, SOUND_S)
    if (finding === null && seconds >= SOUND_S && seconds < SOUND_S + GRACE_S) continue
    console.log(
      `without a mutant, seed ${seed}: ${finding === null ? 'no word' : `${finding.law}: ${finding.problem}`}`,
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
    const verdicts: Verdict[] = []
    const queue = [...chosen.entries()]
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [nth, mutant] = next
        const verdict = await tryMutant(folder, nth, mutant)
        verdicts[nth] = verdict
        console.log(wordsOf(verdict))
      }
    }
    await Promise.all(Array.from({ length: options.jobs }, work))
    const found = verdicts.filter(({ looks }) => looks.length > 0 && looks.every(({ finding }) => finding !== null))
    console.log(`\n${found.length} of ${chosen.length} found in all ${seeds.length} seeds`)
    if (options.report !== undefined) await writeFile(options.report, pageOf(verdicts, LIMIT_S))
    if (found.length === chosen.length && chosen.length > 0) process.exitCode = 0
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
