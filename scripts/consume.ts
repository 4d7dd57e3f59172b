import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkBudgets } from './browser-budget.ts'
import { bundleForBrowser } from './browser-bundle.ts'
import { mustRun } from './run.ts'
import type { Tool } from './tool.ts'
import { typeChecks } from './type-checks.ts'

/** A packed package. */
export interface Tarball {
  readonly name: string
  readonly path: string
  /** Public entries, such as `@bank-connection/core/testing`. */
  readonly specifiers: readonly string[]
  /** Names of its commands. */
  readonly commands: readonly string[]
  /** Optional peers with their version ranges. */
  readonly peers: Readonly<Record<string, string>>
}

/** The tools to try the packages with. */
export interface Consumers {
  readonly nodes: readonly Tool[]
  readonly compilers: readonly Tool[]
}

const importing = (specifiers: readonly string[]): string => `
for (const specifier of ${JSON.stringify(specifiers)}) {
  const names = Object.keys(await import(specifier))
  if (names.length === 0) throw new Error(specifier + ' exports nothing')
}
`

/** Imported and required modules must be the same copy: a second codec wouldn't recognise values of the first. */
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

/** The entries that need Node. */
const FOR_NODE = /^@bank-connection\/(?:stores.*|http-adapter|inspector.*|sandbox)$/u

const runs = async (specifiers: readonly string[], project: string, nodes: readonly Tool[]): Promise<void> => {
  await writeFile(join(project, 'importing.mjs'), importing(specifiers))
  await writeFile(join(project, 'requiring.cjs'), requiring(specifiers))
  for (const node of nodes) {
    for (const file of ['importing.mjs', 'requiring.cjs']) {
      const { code, stdout, stderr } = await node.run([file], project)
      if (code !== 0) throw new Error(`${file} fails on ${node.name}:\n${stdout}${stderr}`)
    }
    console.log(`ok   import and require, ${node.name}: ${specifiers.join(', ')}`)
  }
}

/** Bundles each entry that runs in browsers. */
const bundles = async (specifiers: readonly string[], project: string): Promise<void> => {
  for (const specifier of specifiers.filter((name) => !FOR_NODE.test(name) && !name.endsWith('/testing'))) {
    const { gzipBytes } = await bundleForBrowser(`export * from '${specifier}'`, project)
    console.log(`ok   in a browser: ${specifier}, ${(gzipBytes / 1024).toFixed(1)} KiB with its dependencies`)
  }
  await checkBudgets(project)
}

/** Runs each installed command. */
const helps = async (commands: readonly string[], project: string): Promise<void> => {
  for (const command of commands) {
    const help = await mustRun('npx', ['--no-install', command, '--help'], project)
    if (!/^usage:/imu.test(help)) throw new Error(`${command} --help prints no usage:\n${help}`)
    console.log(`ok   command: ${command}`)
  }
}

const install = (parameters: readonly string[], project: string): Promise<string> =>
  mustRun('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...parameters], project)

/** With two copies of a shared library, values of one would not be recognised by the other. */
const checkCopies = async (project: string): Promise<void> => {
  const scope = join(project, 'node_modules/@bank-connection')
  for (const name of await readdir(scope)) {
    const own = (await readdir(join(scope, name))).includes('node_modules')
    if (own) throw new Error(`@bank-connection/${name} brings its own copies of shared libraries`)
  }
}

/**
 * Installs the tarballs in a fresh project outside of the workspace and uses them like any user. Optional peers are
 * installed last: without them, all entries except the testing entries must work.
 */
export const consume = async (
  tarballs: readonly Tarball[],
  outside: string,
  { nodes, compilers }: Consumers,
): Promise<void> => {
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
    nodes,
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
    nodes,
  )
  await typeChecks(specifiers, project, compilers)
}
