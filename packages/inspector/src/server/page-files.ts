import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>
  readonly contentType: string
}

/** The files of the page, by the paths at which they are asked for: nothing else can be. */
export type PageFiles = ReadonlyMap<string, PageFile>

/** Reads the page that was built into a folder; empty when there is none. */
export const readPageFiles = async (folder: string): Promise<PageFiles> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry): Promise<readonly [string, PageFile]> => {
        const path = join(entry.parentPath, entry.name)
        const contentType = CONTENT_TYPES[extname(entry.name)] ?? 'application/octet-stream'
        return [
          `/${relative(folder, path).split(sep).join('/')}`,
          { body: new Uint8Array(await readFile(path)), contentType },
        ]
      }),
  )
  const page = new Map(files)
  const index = page.get('/index.html')
  if (index !== undefined) page.set('/', index)
  return page
}

/** Shown in place of the page when it was not built. */
export const NO_PAGE = `The page of the inspector was not built. In a checkout, this command builds it and starts the inspector:

  pnpm inspect

What happens can be read at /api/feed all the same.
`

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.md': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
