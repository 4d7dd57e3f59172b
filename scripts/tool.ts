import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ran, run } from './run.ts'
import { ROOT } from './tree-copy.ts'

/** A program at one version. */
export interface Tool {
  /** Name and version. */
  readonly name: string
  readonly run: (parameters: readonly string[], cwd: string) => Promise<Ran>
}

/** The current Node. */
export const ownNode: Tool = {
  name: `Node ${process.versions.node}`,
  run: (parameters, cwd) => run(process.execPath, parameters, cwd),
}

/** The compiler that the workspace is built with. */
export const ownCompiler: Tool = {
  name: 'TypeScript of the workspace',
  run: (parameters, cwd) => run(join(ROOT, 'node_modules/.bin/tsc'), parameters, cwd),
}

/** A major version of Node, which npx downloads on first use, about 200 MB. Rejects when that fails. */
export const fetchNode = (major: string): Promise<Tool> => fetchTool('Node', 'node', 'node', major)

/** A compiler, which npx downloads on first use. Rejects when that fails. */
export const fetchCompiler = (version: string): Promise<Tool> => fetchTool('TypeScript', 'typescript', 'tsc', version)

const fetchTool = async (title: string, name: string, command: string, version: string): Promise<Tool> => {
  const runIt: Tool['run'] = (parameters, cwd) =>
    run('npx', ['-y', '-p', `${name}@${version}`, '-c', [command, ...parameters].join(' ')], cwd)
  // Outside of the workspace, where npx would use the installed packages.
  const { stdout, stderr } = await runIt(['--version'], tmpdir())
  const got = /\d+\.\d+\.\d+/u.exec(stdout)?.[0]
  if (!got?.startsWith(`${version}.`)) throw new Error(`${title} ${version} cannot be downloaded:\n${stderr}`)
  return { name: `${title} ${got}`, run: runIt }
}
