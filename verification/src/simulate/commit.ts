import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const git = async (...words: readonly string[]): Promise<string> =>
  (await promisify(execFile)('git', words)).stdout.trim()

/** The commit of the tree, and whether the tree has uncommitted changes. */
export const commit = async (): Promise<string> => {
  const changed = await git('status', '--porcelain', '--', 'packages', 'verification')
  return `${await git('rev-parse', '--short=12', 'HEAD')}${changed === '' ? '' : ', with changes'}`
}
