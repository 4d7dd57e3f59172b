import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ran, run } from './run.ts'
import { ROOT } from './tree-copy.ts'

/** A program at one version. */
export interface Tool {
  /** Of the program and its version. */
  readonly name: string
  readonly run: (parameters: readonly string[], cwd: string) => Promise<Ran>
}

/** The Node that runs this. */
export const ownNode: Tool = {
  name: `Node ${process.versions.node}`,
  run: (parameters, cwd) => run(process.execPath, parameters, cwd),
}

/** The compiler that the workspace is built with. */
export const ownCompiler: Tool = {
  name: 'TypeScript of the workspace',
  run: (parameters, cwd) => run(join(ROOT, 'node_modules/.bin/tsc'), parameters, cwd),
}

/** A line of Node that npx fetches, some 200 MB the first time. Rejects when it cannot. */
export const fetchNode = (major: string): Promise<Tool> => fetchTool('Node', 'node', 'node', major)

/** A compiler that npx fetches. Rejects when it cannot. */
export const fetchCompiler = (version: string): Promise<Tool> => fetchTool('TypeScript', 'typescript', 'tsc', version)

const fetchTool = async (title: string, name: string, command: string, version: string): Promise<Tool> => {
  const runIt: Tool['run'] = (parameters, cwd) =>
    run('npx', ['-y', '-p', `${name}@${version}`, '-c', [command, ...parameters].join(' ')], cwd)
  // Not in the workspace: npx would take what is installed there for any of its packages.
  const { stdout, stderr } = await runIt(['--version'], tmpdir())
  const got = /\d+\.\d+\.\d+/u.exec(stdout)?.[0]
  if (!got?.startsWith(`${version}.`)) throw new Error(`${title} ${version} cannot be fetched:\n${stderr}`)
  return { name: `${title} ${got}`, run: runIt }
}
