/**
 * Checks the dependencies of the workspace: each comes from the registry with a checksum, has an exact version, and an
 * allowed licence. Compares `docs/licences.md` with them; `--accept` rewrites the page.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { checkLicences, type Licensed, licencePage } from './licences.ts'
import { run } from './run.ts'
import { ROOT } from './tree-copy.ts'

const PAGE = join(ROOT, 'docs/licences.md')

/** A dependency, as pnpm lists it. */
interface Listed {
  readonly name: string
  readonly versions: readonly string[]
  readonly license: string
}

/** Optional dependencies are left out: they are builds of listed packages for the current platform. */
const pnpmList = async (parameters: readonly string[]): Promise<readonly Licensed[]> => {
  const { code, stdout, stderr } = await run(
    'pnpm',
    [...parameters, 'licenses', 'list', '--json', '--no-optional'],
    ROOT,
  )
  if (code !== 0) throw new Error(`pnpm failed to list licences:\n${stderr}`)
  return Object.values(JSON.parse(stdout) as Readonly<Record<string, readonly Listed[]>>)
    .flat()
    .flatMap(({ name, versions, license }) => versions.map((version) => ({ name, version, licence: license })))
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1))
}

/** Packages of a lockfile that don't come from the registry, or have no checksum. */
const exotic = (lockfile: string): readonly string[] => {
  const packages = lockfile.slice(lockfile.indexOf('\npackages:\n'), lockfile.indexOf('\nsnapshots:\n'))
  const entries = packages.split(/\n {2}(?=\S)/u).slice(1)
  if (entries.length === 0) return ['the lockfile has no packages']
  return entries.flatMap((entry) => {
    const [key = '', ...lines] = entry.split(':\n')
    const resolution = /resolution: \{integrity: sha512-[\w+/=]+\}/u.test(lines.join(':\n'))
    return resolution ? [] : [`${key} has another resolution than a checksum of the registry`]
  })
}

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/u

/** Dependencies of a manifest without an exact version. Peer dependencies may be ranges. */
const inexact = (path: string, manifest: Readonly<Record<string, unknown>>): readonly string[] =>
  ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.entries((manifest[kind] ?? {}) as Readonly<Record<string, string>>)
      .filter(([, range]) => range !== 'catalog:' && range !== 'workspace:*' && !EXACT.test(range))
      .map(([name, range]) => `${path} takes ${name} at ${range}`),
  )

/** Versions in the catalog of a workspace that are ranges. */
const inexactCatalog = (workspace: string): readonly string[] =>
  (/\ncatalog:\n((?: {2}.+\n?)+)/u.exec(workspace)?.[1] ?? '')
    .trimEnd()
    .split('\n')
    .filter((line) => !EXACT.test(line.split(': ')[1] ?? ''))
    .map((line) => `the catalog has${line.slice(1)}`)

const manifests = async (): Promise<readonly string[]> => {
  const places = ['.', 'examples', 'examples/service', 'bench', 'verification']
  for (const parent of ['packages', 'tools'])
    places.push(...(await readdir(join(ROOT, parent))).map((name) => join(parent, name)))
  return places.map((place) => join(ROOT, place, 'package.json'))
}

const startedAt = performance.now()
const [shipped, all, lockfile, workspace] = await Promise.all([
  pnpmList(['--filter', './packages/*', '--prod']),
  pnpmList(['-r']),
  readFile(join(ROOT, 'pnpm-lock.yaml'), 'utf8'),
  readFile(join(ROOT, 'pnpm-workspace.yaml'), 'utf8'),
])
const page = licencePage(shipped, all)
if (process.argv.includes('--accept')) await writeFile(PAGE, page)
const faults = [...exotic(lockfile), ...inexactCatalog(workspace), ...checkLicences(shipped, all)]
for (const path of await manifests())
  faults.push(...inexact(relative(ROOT, path), JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>))
if (page !== (await readFile(PAGE, 'utf8').catch(() => '')))
  faults.push('docs/licences.md lists something else: `pnpm dependencies:accept`')
for (const fault of faults) console.error(fault)
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
console.log(`${shipped.length} packages are shipped, ${all.length} installed; ${faults.length} problems (${seconds} s)`)
if (faults.length > 0) process.exitCode = 1
