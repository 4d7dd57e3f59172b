import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'

const NAME = 'owner.pid'

/**
 * Takes a folder for this process: two databases in one folder would damage it. A process that died has let it go.
 * Left: the id of the process that has it.
 *
 * @returns what lets go of it
 */
export const lockFolder = async (folder: string): Promise<E.Either<number, () => Promise<void>>> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, NAME)
  // The second look is for an owner that has let go, or died, between.
  for (let looks = 0; ; looks++) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 })
      return E.right(() => rm(path, { force: true }))
    } catch {
      const owner = Number(await readFile(path, 'utf8').catch(() => '0'))
      if (looks > 2 || (owner !== process.pid && isAlive(owner))) return E.left(owner)
      await rm(path, { force: true })
    }
  }
}

const isAlive = (pid: number): boolean => {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // A process of somebody else's is one that lives.
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM'
  }
}
