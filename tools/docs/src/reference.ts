/**
 * Writes the reference of the published packages as HTML, from the types that `tsc -b` has built. Fails if an export has no
 * docstring, refers to a type that is not exported, or has a broken link; `--check` writes nothing. Arguments: names of
 * packages, `core`; none means all.
 */
import { join } from 'node:path'
import { Application, OptionDefaults, type TypeDocOptions } from 'typedoc'
import { publishedPackages } from '../../../scripts/published.ts'
import { ROOT } from '../../../scripts/tree-copy.ts'

const OUT = join(ROOT, 'tools/docs/reference')

const names = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const packages = (await publishedPackages()).filter(
  ({ name }) => names.length === 0 || names.some((word) => name.endsWith(`/${word}`)),
)

const OPTIONS: TypeDocOptions = {
  name: 'bank-connection',
  entryPoints: packages.flatMap(({ entries }) => entries.map(({ types }) => types)),
  tsconfig: join(ROOT, 'tools/docs/tsconfig.reference.json'),
  out: OUT,
  readme: join(ROOT, 'README.md'),
  // The packages contain their sources.
  disableSources: true,
  disableGit: true,
  excludeExternals: true,
  blockTags: [...OptionDefaults.blockTags, '@source'],
  packagesRequiringDocumentation: packages.map(({ name }) => name),
  requiredToBeDocumented: ['Function', 'Interface', 'TypeAlias', 'Variable'],
  // Links to folders are not paths that typedoc can copy.
  validation: { notExported: true, invalidLink: true, invalidPath: false, notDocumented: true, rewrittenLink: true },
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
}

const startedAt = performance.now()
const application = await Application.bootstrap(OPTIONS)
const specifiers = new Map(packages.flatMap(({ entries }) => entries.map(({ types, specifier }) => [types, specifier])))
const entryPoints = (application.getEntryPoints() ?? []).map((entry) => ({
  ...entry,
  displayName: specifiers.get(entry.sourceFile?.fileName ?? '') ?? entry.displayName,
}))
if (entryPoints.length < specifiers.size) throw new Error('types are missing: run `pnpm build` first')
const project = application.converter.convert(entryPoints)
application.validate(project)
const { errorCount, warningCount } = application.logger
const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(1)
if (errorCount + warningCount > 0) process.exitCode = 1
else if (process.argv.includes('--check')) console.log(`every export is documented (${seconds()} s)`)
else {
  await application.generateOutputs(project)
  console.log(`${OUT}/index.html (${seconds()} s)`)
}
