import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const samplesOf = (page: string) => [...read(page).matchAll(/(?:<!-- (\S+) -->\n)?```ts\n([\s\S]*?)```/g)]

test.each([
  ['README.md', 5],
  ['docs/testing.md', 12],
  ['docs/inspecting.md', 4],
  ['packages/core/README.md', 1],
  ['packages/stores/README.md', 2],
  ['packages/http-adapter/README.md', 3],
  ['packages/inspector/README.md', 2],
  ['packages/memory-adapter/README.md', 1],
  ['packages/sandbox/README.md', 1],
])('%s shows code that is in an example, word for word', (page, atLeast) => {
  const samples = samplesOf(page)
  const strangers = samples.filter(([, path, code = '']) => path === undefined || !read(path).includes(code))
  expect(strangers.map(([sample]) => sample)).toStrictEqual([])
  expect(samples.length).toBeGreaterThanOrEqual(atLeast)
})

test.each(['docs/testing.md', 'docs/inspecting.md'])(
  '%s shows examples that run: tests, and sources that a test imports or runs',
  (page) => {
    const paths = [...new Set(samplesOf(page).map(([, path = '']) => path))]
    const tests = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.ts'))
    const texts = tests.map((name) => read(`examples/test/${name}`)).join('')
    const isRun = (path: string): boolean =>
      path.startsWith('examples/test/') ||
      texts.includes(`'../${path.slice(9)}'`) ||
      texts.includes(`'${path.slice(9)}'`)
    expect(paths.filter((path) => !isRun(path))).toStrictEqual([])
  },
)

describe('the README', () => {
  const samples = samplesOf('README.md')

  test.each(['quick-start.ts', 'live-view.ts'])('shows the whole of %s, in 25 lines or fewer', (name) => {
    const example = read(`examples/src/${name}`)
    expect(samples.map(([, , code]) => code)).toContain(example)
    expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
  })

  test('names commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
    const pages = ['README.md', 'CONTRIBUTING.md', 'docs/testing.md', 'docs/inspecting.md'].map(read).join('\n')
    const named = [...pages.matchAll(/`?pnpm(?:@[\d.]+)? ([a-z:]+)/g)].map(([, name]) => name ?? '')
    expect(named.length).toBeGreaterThan(5)
    const ownToPnpm = ['install', 'pack', 'vitest']
    expect(named.filter((name) => scripts[name] === undefined && !ownToPnpm.includes(name))).toStrictEqual([])
  })

  test.each([
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'docs/basiq.md',
    'docs/testing.md',
    'docs/inspecting.md',
    'docs/sandbox.md',
    'SECURITY.md',
  ])('%s names files and folders that exist', (page) => {
    const named = [...read(page).matchAll(/`((?:packages|examples|docs|bench|scripts)\/[\w./-]+|[A-Z]+\.md)`/g)]
    const missing = named.filter(([, path]) => {
      try {
        read(path ?? '')
        return false
      } catch (error) {
        return !String(error).includes('EISDIR')
      }
    })
    expect(missing.map(([, path]) => path)).toStrictEqual([])
  })
})
