import { readdir, readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { problems, sendProblem } from './problem.ts'
import type { RequestEnv } from './service-context.ts'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Serves the files of the page from memory. */
export const pageFiles = async (): Promise<Hono<RequestEnv>> => {
  const folder = new URL('../page/', import.meta.url)
  const names = (await readdir(folder)).filter((name) => TYPES[endingOf(name)] !== undefined)
  const files = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, folder), 'utf8')] as const)),
  )
  return new Hono<RequestEnv>().get('/:name?', (c) => {
    const name = c.req.param('name') ?? 'index.html'
    const text = files.get(name)
    if (text === undefined) return sendProblem(c, problems.notFound)
    return c.body(text, 200, { 'content-type': TYPES[endingOf(name)] ?? '', 'cache-control': 'no-cache' })
  })
}

const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
