import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** A file of the page. */
export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>
  readonly contentType: string
}

/** The files of the page, by URL path. Nothing else is served. */
export type PageFiles = ReadonlyMap<string, PageFile>

/** Reads the built page from a folder; empty if there is none. */
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

/** Sent when the page was not built. */
export const NO_PAGE = `The inspector's page was not built. In a checkout, build it and start the inspector with:

  pnpm inspect

The API works without it: see /api/feed.
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
