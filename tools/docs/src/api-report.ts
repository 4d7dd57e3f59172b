/**
 * Compares the exports of each entry with the report in `docs/api-report`, and fails if they differ; `--accept` rewrites
 * the reports. Arguments: names of packages, `core`; none means all. Reads the types that `tsc -b` has built.
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

/** Entries for the tools of this workspace more than for services: their changes need no review of the API. */
const UNREPORTED = /^@bank-connection\/(?:memory-adapter\/|sandbox)/u

/** The extractor has its own compiler. */
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
        // A type of another entry is in the report of that entry; the reference checks that each type has one.
        includeForgottenExports: false,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        // The reference checks how exports are documented.
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  })

/** The report of each entry by its file name; one compiler state serves all. */
const makeReports = async (
  packages: readonly PublishedPackage[],
  out: string,
): Promise<ReadonlyMap<string, string>> => {
  const reports = new Map<string, string>()
  const configurations = packages.flatMap((each) =>
    each.entries.filter(({ specifier }) => !UNREPORTED.test(specifier)).map((entry) => configure(each, entry, out)),
  )
  const [first] = configurations
  if (first === undefined) throw new Error('no entry has a report')
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: configurations.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
  })
  for (const configuration of configurations) {
    const { succeeded } = Extractor.invoke(configuration, { compilerState, localBuild: true, messageCallback: hush })
    if (!succeeded) throw new Error(`${relative(ROOT, configuration.mainEntryPointFilePath)} has errors: no report`)
    const path = configuration.reportFilePath
    const text = await readFile(path, 'utf8')
    if (text.includes(ROOT)) throw new Error(`${path} contains a path of this machine`)
    reports.set(relative(out, path), text)
  }
  return reports
}

/** Prints errors only: every report is new in the temporary folder. */
const hush = (message: ExtractorMessage): void => {
  if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true
}

const readReport = (name: string): Promise<string> => readFile(join(REPORTS, name), 'utf8').catch(() => '')

const names = process.argv.slice(2).filter((word) => !word.startsWith('--'))

const isSelected = (name: string): boolean => names.length === 0 || names.includes(name.split('.')[0] ?? '')

const accept = async (reports: ReadonlyMap<string, string>): Promise<void> => {
  for (const name of await readdir(REPORTS).catch(() => [])) if (isSelected(name)) await rm(join(REPORTS, name))
  await mkdir(REPORTS, { recursive: true })
  for (const [name, text] of reports) await writeFile(join(REPORTS, name), text)
}

/** Prints the differences from the accepted reports. Returns how many reports differ. */
const compare = async (reports: ReadonlyMap<string, string>, out: string): Promise<number> => {
  const accepted = await readdir(REPORTS).catch(() => [])
  let changed = 0
  for (const name of [...new Set([...accepted.filter(isSelected), ...reports.keys()])].sort()) {
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
  const packages = (await publishedPackages()).filter(({ folder }) => isSelected(basename(folder)))
  const reports = await makeReports(packages, out)
  if (process.argv.includes('--accept')) await accept(reports)
  const changed = await compare(reports, out)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (changed > 0) {
    console.error(`${changed} reports differ: run \`pnpm api:accept\` and add a changeset`)
    process.exitCode = 1
  } else console.log(`${reports.size} reports match (${seconds} s)`)
} finally {
  await rm(out, { recursive: true, force: true })
}
