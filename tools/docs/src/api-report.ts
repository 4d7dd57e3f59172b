/**
 * Compares what each entry of the published packages exports with the report that is checked in, and fails when they
 * differ; `--accept` writes the reports anew. Reads the types that `tsc -b` has built.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor'
import { type PublishedEntry, type PublishedPackage, publishedPackages } from '../../../scripts/published.ts'
import { run } from '../../../scripts/run.ts'
import { ROOT } from '../../../scripts/tree-copy.ts'

const REPORTS = join(ROOT, 'docs/api-report')

/** What the entries are read with; the extractor brings its own compiler. */
const COMPILER = {
  target: 'es2022',
  lib: ['es2023'],
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  skipLibCheck: true,
}

/** `core`, `core.testing`. */
const reportName = ({ specifier }: PublishedEntry): string => specifier.split('/').slice(1).join('.')

const configure = ({ folder }: PublishedPackage, entry: PublishedEntry, out: string): ExtractorConfig =>
  ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: entry.types,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions: COMPILER, files: [entry.types] } },
      apiReport: {
        enabled: true,
        reportFileName: reportName(entry),
        reportFolder: out,
        reportTempFolder: join(out, 'temp'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        // What is not exported by name is in the report; how things are documented is the reference's to check.
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  })

/** The report of each entry by its file name, made with one compiler for all. */
const makeReports = async (
  packages: readonly PublishedPackage[],
  out: string,
): Promise<ReadonlyMap<string, string>> => {
  const reports = new Map<string, string>()
  const configurations = packages.flatMap((each) => each.entries.map((entry) => configure(each, entry, out)))
  const [first] = configurations
  if (first === undefined) throw new Error('no package is published')
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: configurations.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
  })
  for (const configuration of configurations) {
    const { succeeded } = Extractor.invoke(configuration, { compilerState, localBuild: true, messageCallback: hush })
    if (!succeeded) throw new Error(`${relative(ROOT, configuration.mainEntryPointFilePath)} cannot be reported`)
    const path = configuration.reportFilePath
    const text = await readFile(path, 'utf8')
    if (text.includes(ROOT)) throw new Error(`${path} names a folder of this machine`)
    reports.set(relative(out, path), text)
  }
  return reports
}

/** Errors are printed; that a report is new is of no interest, since all are made from nothing. */
const hush = (message: ExtractorMessage): void => {
  if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true
}

const readReport = (name: string): Promise<string> => readFile(join(REPORTS, name), 'utf8').catch(() => '')

/** Names of packages that are asked for; none: all. */
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'))

const isAsked = (name: string): boolean => asked.length === 0 || asked.some((word) => name.split('.')[0] === word)

const accept = async (reports: ReadonlyMap<string, string>): Promise<void> => {
  for (const name of await readdir(REPORTS).catch(() => [])) if (isAsked(name)) await rm(join(REPORTS, name))
  await mkdir(REPORTS, { recursive: true })
  for (const [name, text] of reports) await writeFile(join(REPORTS, name), text)
}

/** Prints how each report differs from the one that is checked in, and gives how many do. */
const compare = async (reports: ReadonlyMap<string, string>, out: string): Promise<number> => {
  const kept = await readdir(REPORTS).catch(() => [])
  const names = [...new Set([...kept.filter(isAsked), ...reports.keys()])].sort()
  let changed = 0
  for (const name of names) {
    const text = reports.get(name)
    if (text !== undefined && text === (await readReport(name))) continue
    changed += 1
    const [before, after] = [join(REPORTS, name), join(out, name)]
    const labels = ['--label', `accepted/${name}`, '--label', `now/${name}`]
    console.log((await run('diff', ['-uN', ...labels, before, after], ROOT)).stdout)
  }
  return changed
}

const startedAt = performance.now()
const out = await mkdtemp(join(tmpdir(), 'bank-connection-api-'))
try {
  const packages = (await publishedPackages()).filter(({ folder }) => isAsked(basename(folder)))
  const reports = await makeReports(packages, out)
  if (process.argv.includes('--accept')) await accept(reports)
  const changed = await compare(reports, out)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (changed > 0) {
    console.error(
      `${changed} entries export something else than what is accepted: \`pnpm api:accept\`, and a changeset`,
    )
    process.exitCode = 1
  } else console.log(`${reports.size} entries export what is accepted (${seconds} s)`)
} finally {
  await rm(out, { recursive: true, force: true })
}
