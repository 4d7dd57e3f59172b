/**
 * Proves that the installed packages work: builds and packs a copy of the workspace, checks the tarballs, and installs
 * them in a fresh project that imports, requires, type-checks and bundles them. `--matrix` does so with every supported
 * version of Node and TypeScript. Arguments are names of packages; none means all.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Consumers, consume, type Tarball } from './consume.ts'
import { publishedPackages } from './published.ts'
import { mustRun } from './run.ts'
import { fetchCompiler, fetchNode, ownCompiler, ownNode, type Tool } from './tool.ts'
import { ROOT, withTreeCopy } from './tree-copy.ts'

const NODES = ['20', '22', '24', '26']
const COMPILERS = ['5.9', '6.0', '7.0']

interface Manifest {
  readonly name: string
  readonly license?: string
  readonly engines?: Readonly<Record<string, string>>
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean }
  readonly scripts?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const BIN = join(ROOT, 'node_modules/.bin')
const PACKED = /^package\/(?:dist\/.+\.(?:js|d\.ts)(?:\.map)?|src\/.+\.ts|package\.json|LICENSE|README\.md)$/u

/** A bundled page in a package. It has no module per source file. */
const PAGE = /^package\/dist\/page\//u

const demand = (holds: boolean, message: string): void => {
  if (!holds) throw new Error(message)
}

/** A tarball must contain exactly the build, its sources, the licence and the README. */
const checkFiles = (name: string, all: readonly string[]): void => {
  const files = all.filter((file) => !PAGE.test(file))
  const strays = files.filter((file) => !PACKED.test(file))
  demand(strays.length === 0, `${name} packs what it should not: ${strays.join(', ')}`)
  demand(files.includes('package/LICENSE'), `${name} packs no LICENSE`)
  demand(files.includes('package/README.md'), `${name} packs no README.md`)
  const stems = (pattern: RegExp): string =>
    files
      .flatMap((file) => pattern.exec(file)?.[1] ?? [])
      .sort()
      .join(', ')
  const sources = stems(/^package\/src\/(.+)\.ts$/u)
  demand(sources !== '', `${name} packs no sources`)
  demand(stems(/^package\/dist\/(.+)\.js$/u) === sources, `${name}: dist has other modules than src`)
  demand(stems(/^package\/dist\/(.+)\.d\.ts$/u) === sources, `${name}: dist has other types than src`)
}

/** Scripts that npm runs when the package is installed. */
const INSTALLS = /^(?:pre|post)?install$|^prepare$/u

const checkManifest = ({ name, dependencies, peerDependencies, ...manifest }: Manifest): void => {
  demand(manifest.license === 'MIT', `${name} has no licence`)
  demand(manifest.engines?.['node'] !== undefined, `${name} does not say which Node it needs`)
  const { access, provenance } = manifest.publishConfig ?? {}
  demand(access === 'public' && provenance === true, `${name} would be published without a proof of its origin`)
  const links = ['repository', 'homepage', 'bugs'].filter((field) => field in manifest)
  demand(links.length === 0 || links.length === 3, `${name} links to the repository by ${links.join(', ')} only`)
  const installs = Object.keys(manifest.scripts ?? {}).filter((script) => INSTALLS.test(script))
  demand(installs.length === 0, `${name} runs ${installs.join(', ')} at those who install it`)
  for (const [dependency, range] of Object.entries({ ...dependencies, ...peerDependencies }))
    demand(!/^(?:workspace|catalog|link|file):/u.test(range), `${name} depends on ${dependency} at ${range}`)
}

const pack = async (folder: string, destination: string): Promise<Tarball> => {
  const hasPage = (await readdir(folder)).includes('page')
  const out = await mustRun('pnpm', ['pack', '--json', '--pack-destination', destination], folder)
  const path = (JSON.parse(out) as { readonly filename: string }).filename
  const files = (await mustRun('tar', ['-tzf', path], folder)).trim().split('\n')
  const manifest = JSON.parse(await mustRun('tar', ['-xzOf', path, 'package/package.json'], folder)) as Manifest
  checkFiles(manifest.name, files)
  demand(!hasPage || files.includes('package/dist/page/index.html'), `${manifest.name} packs no page`)
  checkManifest(manifest)
  await mustRun(join(BIN, 'publint'), ['run', path, '--strict'], destination)
  await mustRun(join(BIN, 'attw'), [path, '--profile', 'esm-only'], destination)
  console.log(`ok   ${manifest.name}: ${files.length} files, publint, attw`)
  return {
    name: manifest.name,
    path,
    specifiers: Object.keys(manifest.exports)
      .filter((key) => key !== './package.json')
      .map((key) => manifest.name + key.slice(1)),
    commands: Object.keys(manifest.bin ?? {}),
    peers: manifest.peerDependencies ?? {},
  }
}

/** The folders of the selected packages in a copy of the workspace; all published ones by default. */
const asked = async (copy: string): Promise<readonly string[]> => {
  const names = process.argv.slice(2).filter((word) => !word.startsWith('--'))
  const folders = (await publishedPackages(copy)).map(({ folder }) => folder)
  return folders.filter((folder) => names.length === 0 || names.includes(basename(folder)))
}

const consumers = async (): Promise<Consumers> => {
  if (!process.argv.includes('--matrix')) return { nodes: [ownNode], compilers: [ownCompiler] }
  const [nodes, compilers]: [Tool[], Tool[]] = [[], []]
  // In sequence, since npx downloads into one folder.
  for (const major of NODES) nodes.push(await fetchNode(major))
  for (const version of COMPILERS) compilers.push(await fetchCompiler(version))
  return { nodes, compilers }
}

const wanted = (path: string): boolean => !/^(?:\.|docs|bench|examples\/(?!package\.json))|\/test(?:\/|$)/u.test(path)

const startedAt = performance.now()
const outside = await mkdtemp(join(tmpdir(), 'bank-connection-packed-'))
try {
  const tarballs = await withTreeCopy(wanted, async (copy) => {
    await mustRun(join(BIN, 'tsc'), ['-b'], copy)
    return Promise.all((await asked(copy)).map((folder) => pack(folder, outside)))
  })
  await consume(tarballs, outside, await consumers())
  console.log(`${tarballs.length} packages work (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause)
  process.exitCode = 1
} finally {
  await rm(outside, { recursive: true, force: true })
}
