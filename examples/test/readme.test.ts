import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('the README', () => {
  const samples = [...read('README.md').matchAll(/(?:<!-- (\S+) -->\n)?```ts\n([\s\S]*?)```/g)]

  test('shows code that is in an example, word for word', () => {
    const strangers = samples.filter(([, path, code = '']) => path === undefined || !read(path).includes(code))
    expect(strangers.map(([sample]) => sample)).toStrictEqual([])
    expect(samples.length).toBeGreaterThanOrEqual(5)
  })

  test.each(['quick-start.ts', 'live-view.ts'])('shows the whole of %s, in 25 lines or fewer', (name) => {
    const example = read(`examples/src/${name}`)
    expect(samples.map(([, , code]) => code)).toContain(example)
    expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
  })

  test('names commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
    const pages = ['README.md', 'CONTRIBUTING.md'].map(read).join('\n')
    const named = [...pages.matchAll(/`?pnpm(?:@[\d.]+)? ([a-z:]+)/g)].map(([, name]) => name ?? '')
    expect(named.length).toBeGreaterThan(5)
    const ownToPnpm = ['install', 'pack']
    expect(named.filter((name) => scripts[name] === undefined && !ownToPnpm.includes(name))).toStrictEqual([])
  })

  test.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/basiq.md'])(
    '%s names files and folders that exist',
    (page) => {
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
    },
  )
})
