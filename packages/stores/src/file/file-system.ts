import { open, readdir, readFile, rename } from 'node:fs/promises'
import { errorCode } from '../error-code.ts'

/** Only this user has access. */
const FILE_MODE = 0o600

/** Writes a new file and syncs it to disk. */
export const writeFile = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx', FILE_MODE)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Syncs the names in a folder to disk, where the platform supports it. */
export const syncFolder = async (path: string): Promise<void> => {
  try {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (error) {
    // Windows cannot open folders.
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes(errorCode(error))) throw error
  }
}

/** The names in a folder; empty if it does not exist. */
export const namesIn = async (path: string): Promise<readonly string[]> => {
  try {
    return await readdir(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

/** Renames a file; `false` if it does not exist. */
export const renameIfExists = async (from: string, to: string): Promise<boolean> => {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

/** The bytes of a file; `null` if it does not exist. */
export const readIfExists = async (path: string): Promise<Buffer | null> => {
  try {
    return await readFile(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}
