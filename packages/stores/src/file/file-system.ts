import { open, readdir, readFile, rename } from 'node:fs/promises'
import { errorCode } from '../error-code.ts'

/** What others of this machine may do with it: nothing. */
const FILE_MODE = 0o600

/** Writes a file that did not exist, whole, and returns once it survives a loss of power. */
export const writeFile = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx', FILE_MODE)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Returns once the names in a folder survive a loss of power, where the platform can promise that. */
export const syncFolder = async (path: string): Promise<void> => {
  try {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (error) {
    // Windows opens no folders.
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes(errorCode(error))) throw error
  }
}

/** The names in a folder; none when it does not exist. */
export const namesIn = async (path: string): Promise<readonly string[]> => {
  try {
    return await readdir(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

/** Whether it was there to be renamed: of several who try, one has renamed it. */
export const renamed = async (from: string, to: string): Promise<boolean> => {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

/** The bytes of a file; `null` when it does not exist. */
export const bytesOf = async (path: string): Promise<Buffer | null> => {
  try {
    return await readFile(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}
