import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mustRun, run } from './run.ts'
import { ROOT } from './tree-copy.ts'

/** A packed package. */
export interface Tarball {
  readonly name: string
  readonly path: string
  /** What others import: `@bank-connection/core`, `@bank-connection/core/testing`. */
  readonly specifiers: readonly string[]
  /** Optional peers with the ranges that they are wanted in. */
  readonly peers: Readonly<Record<string, string>>
}

const importing = (specifiers: readonly string[]): string => `
for (const specifier of ${JSON.stringify(specifiers)}) {
  const names = Object.keys(await import(specifier))
  if (names.length === 0) throw new Error(specifier + ' exports nothing')
}
`

/** One copy of everything, however it is loaded: a second copy of a codec would not know the first one's values. */
const requiring = (specifiers: readonly string[]): string => `
const main = async () => {
  for (const specifier of ${JSON.stringify(specifiers)}) {
    const required = require(specifier)
    const imported = await import(specifier)
    const others = Object.keys(imported).filter((name) => imported[name] !== required[name])
    if (others.length > 0) throw new Error(specifier + ' has two copies of ' + others)
  }
}
main()
`

/** Reads every name of every entry, and finds those that have lost their type. */
const typing = (specifiers: readonly string[]): string => `
type Untyped<M> = { [K in keyof M]: 0 extends 1 & M[K] ? K : never }[keyof M]
type Typed<M> = [Untyped<M>] extends [never] ? true : Untyped<M>
${specifiers.map((specifier, i) => `import * as m${i} from '${specifier}'\nexport const typed${i}: Typed<typeof m${i}> = true`).join('\n')}
`

const COMPILER = { target: 'es2022', lib: ['es2023'], types: [], strict: true, noEmit: true, skipLibCheck: false }

const RESOLUTIONS = [
  { file: 'consumer.mts', options: { module: 'nodenext' } },
  { file: 'consumer.cts', options: { module: 'nodenext' } },
  { file: 'consumer.ts', options: { module: 'esnext', moduleResolution: 'bundler' } },
]

const runs = async (specifiers: readonly string[], project: string): Promise<void> => {
  await writeFile(join(project, 'importing.mjs'), importing(specifiers))
  await writeFile(join(project, 'requiring.cjs'), requiring(specifiers))
  await mustRun('node', ['importing.mjs'], project)
  await mustRun('node', ['requiring.cjs'], project)
  console.log(`ok   import and require: ${specifiers.join(', ')}`)
}

const typeChecks = async (specifiers: readonly string[], project: string): Promise<void> => {
  for (const { file, options } of RESOLUTIONS) {
    const configuration = `tsconfig.${file}.json`
    await writeFile(join(project, file), typing(specifiers))
    await writeFile(
      join(project, configuration),
      JSON.stringify({ compilerOptions: { ...COMPILER, ...options }, files: [file] }),
    )
    const { stdout } = await run(
      join(ROOT, 'node_modules/.bin/tsc'),
      ['-p', configuration, '--pretty', 'false'],
      project,
    )
    // Types of others, which also need names of the platform, are theirs to mend.
    const errors = stdout
      .split('\n')
      .filter((line) => line.includes('error TS') && !/^node_modules\/(?!@bank-connection\/)/u.test(line))
    if (errors.length > 0) throw new Error(`${file} does not compile:\n${errors.join('\n')}`)
  }
  console.log(`ok   types: ${RESOLUTIONS.map(({ file }) => file).join(', ')}`)
}

const install = (parameters: readonly string[], project: string): Promise<string> =>
  mustRun('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...parameters], project)

/** Two versions of a shared library would give two kinds of the same value. */
const checkCopies = async (project: string): Promise<void> => {
  const scope = join(project, 'node_modules/@bank-connection')
  for (const name of await readdir(scope)) {
    const own = (await readdir(join(scope, name))).includes('node_modules')
    if (own) throw new Error(`@bank-connection/${name} brings its own copies of shared libraries`)
  }
}

/**
 * Installs the tarballs into a fresh project outside of the workspace, with no help from it, and uses them as others
 * do. Optional peers come second: without them, all but the testing entries must work.
 */
export const consume = async (tarballs: readonly Tarball[], outside: string): Promise<void> => {
  const project = join(outside, 'project')
  await mkdir(project)
  await writeFile(join(project, 'package.json'), '{ "private": true }')
  await install(
    tarballs.map(({ path }) => path),
    project,
  )
  await checkCopies(project)
  const specifiers = tarballs.flatMap((tarball) => tarball.specifiers)
  await runs(
    specifiers.filter((specifier) => !specifier.endsWith('/testing')),
    project,
  )
  const peers = Object.entries(Object.assign({}, ...tarballs.map((tarball) => tarball.peers)) as Record<string, string>)
  if (peers.length > 0)
    await install(
      peers.map(([name, range]) => `${name}@${range}`),
      project,
    )
  await runs(
    specifiers.filter((specifier) => specifier.endsWith('/testing')),
    project,
  )
  await typeChecks(specifiers, project)
}
