/**
 * Proves that the packages work for those who install them: builds and packs a copy of the workspace, looks into the
 * tarballs, and installs them into a fresh project that imports, requires and type-checks them.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { consume, type Tarball } from './consume.ts'
import { mustRun } from './run.ts'
import { ROOT, withTreeCopy } from './tree-copy.ts'

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const BIN = join(ROOT, 'node_modules/.bin')
const PACKED = /^package\/(?:dist\/.+\.(?:js|d\.ts)(?:\.map)?|src\/.+\.ts|package\.json|LICENSE|README\.md)$/u

const demand = (holds: boolean, message: string): void => {
  if (!holds) throw new Error(message)
}

/** What the tarball holds must be what was built, what it was built from, and the papers. */
const checkFiles = (name: string, files: readonly string[]): void => {
  const strays = files.filter((file) => !PACKED.test(file))
  demand(strays.length === 0, `${name} packs what it should not: ${strays.join(', ')}`)
  demand(files.includes('package/LICENSE'), `${name} packs no LICENSE`)
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

const checkManifest = ({ name, dependencies, peerDependencies }: Manifest): void => {
  for (const [dependency, range] of Object.entries({ ...dependencies, ...peerDependencies }))
    demand(!/^(?:workspace|catalog|link|file):/u.test(range), `${name} depends on ${dependency} at ${range}`)
}

const pack = async (folder: string, destination: string): Promise<Tarball> => {
  const out = await mustRun('pnpm', ['pack', '--json', '--pack-destination', destination], folder)
  const path = (JSON.parse(out) as { readonly filename: string }).filename
  const files = (await mustRun('tar', ['-tzf', path], folder)).trim().split('\n')
  const manifest = JSON.parse(await mustRun('tar', ['-xzOf', path, 'package/package.json'], folder)) as Manifest
  checkFiles(manifest.name, files)
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

/** The packages that are published, in a copy of the workspace. */
const published = async (copy: string): Promise<readonly string[]> => {
  const folders = (await readdir(join(copy, 'packages'))).map((name) => join(copy, 'packages', name))
  const manifests = await Promise.all(
    folders.map(async (folder) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest),
  )
  return folders.filter((_, i) => manifests[i]?.private !== true)
}

const wanted = (path: string): boolean => !/^(?:\.|docs|bench|examples\/(?!package\.json))|\/test(?:\/|$)/u.test(path)

const startedAt = performance.now()
const outside = await mkdtemp(join(tmpdir(), 'bank-connection-packed-'))
try {
  const tarballs = await withTreeCopy(wanted, async (copy) => {
    await mustRun(join(BIN, 'tsc'), ['-b'], copy)
    return Promise.all((await published(copy)).map((folder) => pack(folder, outside)))
  })
  await consume(tarballs, outside)
  console.log(`${tarballs.length} packages work (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause)
  process.exitCode = 1
} finally {
  await rm(outside, { recursive: true, force: true })
}
