import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'

const NAME = 'owner.pid'

/**
 * Locks a folder for this process, because two databases in one folder would corrupt it. The lock of a process that died
 * is ignored. Left: the id of the process that has the lock.
 *
 * @returns releases the lock
 */
export const lockFolder = async (folder: string): Promise<E.Either<number, () => Promise<void>>> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, NAME)
  // Retries, because the owner may release the lock or die between the two calls.
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 })
      return E.right(() => rm(path, { force: true }))
    } catch {
      const owner = Number(await readFile(path, 'utf8').catch(() => '0'))
      if (tries > 2 || (owner !== process.pid && isAlive(owner))) return E.left(owner)
      await rm(path, { force: true })
    }
  }
}

const isAlive = (pid: number): boolean => {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM'
  }
}
