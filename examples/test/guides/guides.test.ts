import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const namesIn = (folder: string): readonly string[] => readdirSync(join(ROOT, folder))

const pages = namesIn('docs/guides').map((name) => `docs/guides/${name}`)
const guides = pages.filter((page) => !page.endsWith('/README.md'))

const samplesOf = (page: string) => [...read(page).matchAll(/(?:<!-- (\S+) -->\n)?```ts\n([\s\S]*?)```/g)]

test('the index lists each of the eight guides once, with a line', () => {
  const listed = [...read('docs/guides/README.md').matchAll(/^\| \[(\S+)\]\((\S+)\) \| (\S.*\.) \|$/gm)]

  expect(guides).toHaveLength(8)
  expect(listed.map(([, text]) => text)).toStrictEqual(listed.map(([, , target]) => target))
  expect(listed.map(([, , target]) => `docs/guides/${target}`).toSorted()).toStrictEqual(guides.toSorted())
})

describe.each(guides)('%s', (page) => {
  test('shows whole lines of an example, word for word', () => {
    const samples = samplesOf(page)
    const strangers = samples.filter(
      ([, path, code = '']) => path === undefined || code === '' || !`\n${read(path)}`.includes(`\n${code}`),
    )
    expect(strangers.map(([sample]) => sample)).toStrictEqual([])
    expect(samples.length).toBeGreaterThanOrEqual(3)
  })

  test('shows code before its second heading, and ends with what goes wrong', () => {
    const headings = [...read(page).matchAll(/^#{1,2} .*$/gm)]
    const [sample] = read(page).matchAll(/^```/gm)

    expect(sample?.index).toBeLessThan(headings[1]?.index ?? 0)
    expect(headings.at(-1)?.[0]).toBe('## What goes wrong')
    expect(read(page).split('\n').length).toBeLessThanOrEqual(150)
  })
})

test('every example of the guides is run by a test or is one', () => {
  const tests = ['examples/test', 'examples/test/guides'].flatMap((folder) =>
    namesIn(folder).flatMap((name) => (name.endsWith('.test.ts') ? [read(`${folder}/${name}`)] : [])),
  )
  const isRun = (path: string): boolean =>
    path.startsWith('examples/test/') ||
    tests.some((text) => text.includes(`${path.replace('examples/', '../')}'`) || text.includes(`'${path.slice(9)}'`))
  const shown = pages.flatMap((page) => samplesOf(page).map(([, path = '']) => path))
  const written = namesIn('examples/src/guides').flatMap((guide) =>
    namesIn(`examples/src/guides/${guide}`).map((name) => `examples/src/guides/${guide}/${name}`),
  )

  expect([...shown, ...written].filter((path) => !isRun(path))).toStrictEqual([])
})

test.each(pages)('%s links to and names only files that exist', (page) => {
  const text = read(page).replaceAll(/```[\s\S]*?```/g, '')
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, path = '']) =>
    join(dirname(page), path),
  )
  const named = [...text.matchAll(/`((?:packages|examples|docs|bench|scripts)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  )
  const missing = [...links, ...named].filter((path) => !existsSync(join(ROOT, path)))

  expect(missing).toStrictEqual([])
})

test('the commands in the guides exist in the workspace', () => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
  const named = pages.flatMap((page) => [...read(page).matchAll(/pnpm ([a-z:]+)/g)].map(([, name = '']) => name))

  expect(named.filter((name) => scripts[name] === undefined)).toStrictEqual([])
})
