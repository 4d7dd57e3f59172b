import { describe, expect, test } from 'vitest'
import { chartSvg } from '../../src/chart/chart-svg.ts'
import { arrowHead, roundedPath } from '../../src/chart/line-path.ts'
import { type PlacedChart, placedChart } from '../../src/chart/placed-chart.ts'

const chart = placedChart()

/** The unclosed tags, or the first tag closed in the wrong order. */
const unbalanced = (xml: string): readonly string[] => {
  const open: string[] = []
  for (const [, closing = '', name = '', rest = ''] of xml.matchAll(/<(\/?)([a-z]+)((?:"[^"]*"|[^">])*)>/g)) {
    if (closing === '' && !rest.endsWith('/')) open.push(name)
    if (closing !== '' && open.pop() !== name) return [name]
  }
  return open
}

const groupOf = (svg: string, id: string): string => svg.split(`data-id="${id}" class="`)[1]?.split('"')[0] ?? 'absent'

describe('the drawing of the chart', () => {
  test('is well-formed, has a title and a description, and loads no resources', () => {
    const svg = chartSvg(chart)
    expect(unbalanced(svg)).toStrictEqual([])
    expect(svg).toContain('<title id="chart-title">The states of a bank connection</title>')
    expect(svg).toContain('<desc id="chart-about">')
    expect(svg).not.toMatch(/<script|<image|href=|url\(|@import|\bon[a-z]+=/)
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toContain('http')
    expect(svg).not.toMatch(/NaN|undefined|null/)
  })

  test('escapes its texts', () => {
    const hostile = `<script>"&'`
    const boxes = chart.boxes.map((box) => ({ ...box, title: hostile, description: hostile, invokes: [hostile] }))
    const lines = chart.lines.map((line) => ({ ...line, captions: [{ text: hostile, edgeIds: [] }] }))
    const svg = chartSvg({ ...chart, boxes, lines } satisfies PlacedChart)
    expect(unbalanced(svg)).toStrictEqual([])
    expect(svg).not.toContain('<script>')
    expect(svg).toContain('&lt;script&gt;&quot;&amp;')
  })

  test('follows the colour scheme of the system, or uses a fixed one', () => {
    expect(chartSvg(chart)).toContain('@media (prefers-color-scheme:dark)')
    const [light, dark] = [chartSvg(chart, { theme: 'light' }), chartSvg(chart, { theme: 'dark' })]
    expect(light).toContain('.page{fill:#ffffff}')
    expect(dark).toContain('.page{fill:#0d1117}')
    expect(light + dark).not.toContain('@media')
  })

  test('marks the active state and its parents, visited states and taken transitions', () => {
    const svg = chartSvg(chart, {
      active: 'following.challenged',
      visited: new Set(['collecting', 'following.verifying']),
      taken: new Set(['collecting/submit/1', 'following.challenged/jobRead/1']),
    })
    expect(svg).toContain('now following.challenged</title>')
    const states = ['following.challenged', 'following', 'collecting', 'following.verifying', 'creating', 'preparing']
    expect(states.map((id) => groupOf(svg, id))).toStrictEqual(['active', 'active', 'visited', 'visited', 'unseen', ''])
    expect(svg.match(/<g class="taken">/g)?.length).toBe(1)
    expect(svg.match(/<text class="taken"[^>]*>[^<]*/g)?.map((text) => text.replace(/.*>/, ''))).toStrictEqual([
      ...['jobRead [jobShowsSameChallenge]', 'submit', '[hasRequiredFields]'],
    ])
  })

  test('ignores unknown states', () => {
    const svg = chartSvg(chart, { active: 'unheard-of"><script>' })
    expect(svg).toBe(chartSvg(chart))
  })
})

describe('the path of a line', () => {
  test('has corners that are rounded as far as the segments allow', () => {
    expect(roundedPath('M0 0L0 20L4 20', 7)).toBe('M0 0L0 13Q0 20 2 20L4 20')
  })

  test('ends in an arrow head in its direction', () => {
    expect(arrowHead('M0 0L0 20', 8, 6)).toBe('M0 20L-3 12L3 12Z')
    expect(arrowHead('M0 0')).toBe('')
  })
})
