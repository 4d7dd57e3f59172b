import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './tree-copy.ts'

/** A public entry of a package. */
export interface PublishedEntry {
  /** For example `@bank-connection/core/testing`. */
  readonly specifier: string
  /** Absolute path of its source. */
  readonly source: string
  /** Absolute path of its built types. */
  readonly types: string
}

/** A published package of the workspace. */
export interface PublishedPackage {
  readonly name: string
  /** Absolute path. */
  readonly folder: string
  /** In the order of its manifest. */
  readonly entries: readonly PublishedEntry[]
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

const SOURCE = '@bank-connection/source'

/** The published packages in a workspace at `root`, sorted by name. */
export const publishedPackages = async (root = ROOT): Promise<readonly PublishedPackage[]> => {
  const names = (await readdir(join(root, 'packages'))).sort()
  const packages = await Promise.all(names.map((name) => readPackage(join(root, 'packages', name))))
  return packages.flatMap((found) => found ?? [])
}

const readPackage = async (folder: string): Promise<PublishedPackage | null> => {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
  if (manifest.private === true) return null
  const entries = Object.entries(manifest.exports ?? {}).flatMap(([key, target]) => {
    if (typeof target === 'string') return []
    const { [SOURCE]: source, types } = target
    if (source === undefined || types === undefined) throw new Error(`${manifest.name} exports ${key} without types`)
    return [{ specifier: manifest.name + key.slice(1), source: join(folder, source), types: join(folder, types) }]
  })
  return { name: manifest.name, folder, entries }
}
