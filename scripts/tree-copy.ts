import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, relative, sep } from 'node:path'

/** The root of the workspace. */
export const ROOT = join(import.meta.dirname, '..')

const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'coverage'])

/** The folders with a `package.json`, relative to the root. */
const members = async (): Promise<readonly string[]> => {
  const packages = await readdir(join(ROOT, 'packages'), { withFileTypes: true })
  return [...packages.filter((entry) => entry.isDirectory()).map(({ name }) => join('packages', name)), 'examples']
}

/** Links the installed dependencies. Links between members stay relative, so they lead to the copies. */
const linkDependencies = async (copy: string): Promise<void> => {
  await mkdir(join(copy, 'node_modules'))
  const installed = (await readdir(join(ROOT, 'node_modules'))).filter((name) => name !== '.cache')
  await Promise.all(
    installed.map((name) => symlink(join(ROOT, 'node_modules', name), join(copy, 'node_modules', name))),
  )
  for (const member of await members()) {
    const from = join(ROOT, member, 'node_modules')
    await cp(from, join(copy, member, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => basename(path) !== '.bin' && basename(path) !== '.vite',
    }).catch((cause: unknown) => {
      throw new Error(`Cannot link ${from}: run pnpm install first.`, { cause })
    })
  }
}

/**
 * Runs `work` on a copy of the workspace in a temporary folder, and removes the copy. The tree itself stays unchanged,
 * even after a crash.
 *
 * @param isWanted - receives a path relative to the root, with `/` as separator; build output and installed packages
 * are never copied
 */
export const withTreeCopy = async <A>(
  isWanted: (path: string) => boolean,
  work: (copy: string) => Promise<A>,
): Promise<A> => {
  const copy = await mkdtemp(join(tmpdir(), 'bank-connection-'))
  try {
    await cp(ROOT, copy, {
      recursive: true,
      filter: (path) =>
        path === ROOT || (!LEFT_OUT.has(basename(path)) && isWanted(relative(ROOT, path).split(sep).join('/'))),
    })
    await linkDependencies(copy)
    return await work(copy)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}
