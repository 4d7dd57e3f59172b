/**
 * Writes `repository`, `homepage` and `bugs` into the manifest of each published package, from `config.repository` in the
 * root `package.json`: the https URL of the repository. While that is empty, the packages have none of these fields.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publishedPackages } from './published.ts'
import { ROOT } from './tree-copy.ts'

type Manifest = Readonly<Record<string, unknown>>

/**
 * Returns the manifest with links to the repository, after its licence. Throws if the URL is not that of a repository.
 *
 * @param url - https, without `.git` at its end; empty: no links
 * @param directory - of the package, relative to the root
 */
export const withRepository = (manifest: Manifest, url: string, directory: string): Manifest => {
  const { repository: _, homepage: __, bugs: ___, ...rest } = manifest
  if (url === '') return rest
  if (!/^https:\/\/[^/\s]+\/\S+[^/\s]$/u.test(url) || url.endsWith('.git'))
    throw new Error(`config.repository in package.json is not an https URL of a repository: ${url}`)
  const links = {
    homepage: `${url}/tree/main/${directory}#readme`,
    bugs: `${url}/issues`,
    repository: { type: 'git', url: `git+${url}.git`, directory },
  }
  return Object.fromEntries(
    Object.entries(rest).flatMap((entry) => (entry[0] === 'license' ? [entry, ...Object.entries(links)] : [entry])),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    readonly config: { readonly repository: string }
  }
  for (const { folder } of await publishedPackages()) {
    const path = join(folder, 'package.json')
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest
    const linked = withRepository(manifest, root.config.repository, relative(ROOT, folder).split(sep).join('/'))
    if (JSON.stringify(linked) !== JSON.stringify(manifest))
      await writeFile(path, `${JSON.stringify(linked, null, 2)}\n`)
  }
}
