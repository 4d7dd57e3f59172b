import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleForBrowser } from './browser-bundle.ts'
import { mustRun, run } from './run.ts'
import { ROOT } from './tree-copy.ts'

/** A packed package. */
export interface Tarball {
  readonly name: string
  readonly path: string
  /** What others import: `@bank-connection/core`, `@bank-connection/core/testing`. */
  readonly specifiers: readonly string[]
  /** The commands that it brings. */
  readonly commands: readonly string[]
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

const COMPILER = { target: 'es2022', strict: true, noEmit: true, skipLibCheck: false }

/** The entries that are for Node. */
const FOR_NODE = /^@bank-connection\/(?:file-store|http-adapter|memory-adapter\/server)$/u

/** What a consumer's platform gives types of, and the entries that may ask for more. */
const PLATFORMS = [
  {
    platform: 'none',
    besides: /^@bank-connection\/(?:file-store|http-adapter.*|memory-adapter\/(?:server|handler))$/u,
    options: { lib: ['es2023'], types: [] },
  },
  {
    platform: 'browser',
    besides: /^@bank-connection\/(?:file-store|memory-adapter\/server)$/u,
    options: { lib: ['es2023', 'dom'], types: [] },
  },
  {
    platform: 'node',
    besides: /(?!)/u,
    options: { lib: ['es2023'], types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')] },
  },
]

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
  for (const { platform, besides, options } of PLATFORMS) {
    const wanted = specifiers.filter((specifier) => !besides.test(specifier))
    for (const resolution of RESOLUTIONS) {
      const file = `${platform}-${resolution.file}`
      const configuration = `tsconfig.${file}.json`
      await writeFile(join(project, file), typing(wanted))
      await writeFile(
        join(project, configuration),
        JSON.stringify({ compilerOptions: { ...COMPILER, ...options, ...resolution.options }, files: [file] }),
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
    console.log(`ok   types, platform ${platform}: ${wanted.join(', ')}`)
  }
}

/** Bundles each entry that runs in browsers, by itself. */
const bundles = async (specifiers: readonly string[], project: string): Promise<void> => {
  for (const specifier of specifiers.filter((name) => !FOR_NODE.test(name) && !name.endsWith('/testing'))) {
    const { gzipBytes } = await bundleForBrowser(specifier, project)
    console.log(`ok   in a browser: ${specifier}, ${(gzipBytes / 1024).toFixed(1)} KiB with all that it needs`)
  }
}

/** Runs each command as others do. */
const helps = async (commands: readonly string[], project: string): Promise<void> => {
  for (const command of commands) {
    const help = await mustRun('npx', ['--no-install', command, '--help'], project)
    if (!/^usage:/imu.test(help)) throw new Error(`${command} --help gives no help:\n${help}`)
    console.log(`ok   command: ${command}`)
  }
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
  await helps(
    tarballs.flatMap((tarball) => tarball.commands),
    project,
  )
  await bundles(specifiers, project)
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
