import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Exists only after `pnpm api`. */
const BUILT = 'tools/docs/reference'

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((page) => !page.startsWith('docs/api-report/') && existsSync(join(ROOT, page)))

/** The headings of a page as anchors, as GitHub forms them. */
const anchorsOf = (path: string): readonly string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  )

const isBroken = (page: string, link: string): boolean => {
  const [target = '', anchor] = link.split('#')
  const path = target === '' ? join(ROOT, page) : join(ROOT, dirname(page), target)
  if (path.endsWith(BUILT)) return false
  if (!existsSync(path)) return true
  return anchor !== undefined && statSync(path).isFile() && !anchorsOf(path).includes(anchor)
}

test('there are pages, and they have links', () => {
  expect(pages.length).toBeGreaterThan(30)
})

test.each(pages)('every relative link in %s leads to a file, and its anchor to a heading', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/```[\s\S]*?```/g, '')
  const markdown = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  const html = [...text.matchAll(/(?:src|srcset|href)="([^"]+)"/g)].map(([, link = '']) => link)
  const broken = [...markdown, ...html].filter((link) => !/^[a-z]+:/.test(link) && isBroken(page, link))
  expect(broken).toStrictEqual([])
})
