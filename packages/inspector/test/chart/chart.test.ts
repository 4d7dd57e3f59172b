import { connectionMachine } from '@bank-connection/core/machine'
import { describe, expect, test } from 'vitest'
import { chartGraph } from '../../src/chart/chart-graph.ts'
import { chartLayout } from '../../src/chart/chart-layout.ts'
import { chartPicture } from '../../src/chart/chart-picture.ts'
import { chartSvg } from '../../src/chart/chart-svg.ts'
import { guardMeanings } from '../../src/chart/guard-meanings.ts'
import { type Place, placeChart, placedChart } from '../../src/chart/placed-chart.ts'
import { layOut } from './lay-out.ts'
import { statesPage } from './states-page.ts'

const graph = chartGraph()
const picture = chartPicture(graph)

type Config = Readonly<Record<string, unknown>>

const listOf = (u: unknown): readonly Config[] => (u === undefined ? [] : ((Array.isArray(u) ? u : [u]) as Config[]))
const valuesOf = (u: unknown): readonly unknown[] => Object.values((u ?? {}) as object)

/** Every transition in a configuration, read without XState. */
const transitionsIn = (state: Config): readonly Config[] => [
  ...[state['always'], ...valuesOf(state['on']), ...valuesOf(state['after'])].flatMap(listOf),
  ...listOf(state['invoke']).flatMap(({ onDone, onError }) => [...listOf(onDone), ...listOf(onError)]),
  ...valuesOf(state['states']).flatMap((child) => transitionsIn(child as Config)),
]

const nameOf = (u: unknown): string | null =>
  typeof u === 'string' ? u : ((u as { type?: string } | undefined)?.type ?? null)

describe('the graph of the chart', () => {
  const configured = transitionsIn(connectionMachine.config as unknown as Config)

  test('has every transition of the machine once, with its guard', () => {
    const guards = (all: readonly (string | null)[]): readonly string[] => all.map(String).sort()
    expect(configured.length).toBe(67)
    expect(new Set(graph.edges.map(({ id }) => id)).size).toBe(configured.length)
    expect(guards(graph.edges.map(({ guard }) => guard))).toStrictEqual(
      guards(configured.map(({ guard }) => nameOf(guard))),
    )
  })

  test('targets its own states only, and reaches every state', () => {
    const ids = graph.nodes.map(({ id }) => id)
    const targets = graph.edges.map(({ target }) => target).concat(graph.nodes.map(({ initial }) => initial))
    expect(targets.filter((target) => target !== null && !ids.includes(target))).toStrictEqual([])
    expect(ids.slice(1).filter((id) => !targets.includes(id))).toStrictEqual([])
  })

  test('includes eventless transitions, and those of actors that are done or threw', () => {
    const kinds = graph.edges.map(({ kind }) => kind)
    const count = (kind: string): number => kinds.filter((each) => each === kind).length
    expect({
      always: count('always'),
      done: count('done'),
      error: count('error'),
      event: count('event'),
    }).toStrictEqual({
      ...{ always: 21, done: 17, error: 6, event: 23 },
    })
  })

  test('has a meaning for each used guard, and no others', () => {
    const used = new Set(graph.edges.flatMap(({ guard }) => (guard === null ? [] : [guard])))
    expect(Object.keys(guardMeanings).sort()).toStrictEqual([...used].sort())
  })
})

describe('the picture of the chart', () => {
  test('shows each transition in one row or on one line', () => {
    const inRows = picture.boxes.flatMap(({ rows }) => rows.flatMap(({ edgeIds }) => edgeIds))
    const onLines = picture.lines.flatMap(({ captions }) => [...new Set(captions.flatMap(({ edgeIds }) => edgeIds))])
    expect([...inRows, ...onLines].sort()).toStrictEqual(graph.edges.map(({ id }) => id).sort())
  })

  test('matches the checked-in layout; `pnpm states` updates it', async () => {
    expect(await layOut(picture)).toStrictEqual(chartLayout)
  })

  test('rejects the layout of another chart', () => {
    const [first, ...others] = picture.boxes
    expect(first).toBeDefined()
    expect(() => placeChart({ ...picture, boxes: others }, chartLayout)).toThrow('run `pnpm states`')
    expect(() => placeChart(picture, { ...chartLayout, lines: chartLayout.lines.slice(1) })).toThrow(
      'run `pnpm states`',
    )
  })

  test('has no overlapping labels or states, and every state inside its parent', () => {
    const { boxes, lines } = placedChart()
    const solid = boxes.filter(({ kind }) => kind !== 'compound').map(({ id, place }) => ({ id, place }))
    const labels = lines.flatMap(({ id, label }) => (label === null ? [] : [{ id, place: label }]))
    const all = [...solid, ...labels]
    const overlaps = all.flatMap((one, i) =>
      all
        .slice(i + 1)
        .filter((other) => overlap(one.place, other.place))
        .map(({ id }) => [one.id, id]),
    )
    const strays = boxes.filter(({ parent, place }) => {
      const outer = boxes.find(({ id }) => id === parent)?.place ?? place
      return !covers(outer, place)
    })
    expect(overlaps).toStrictEqual([])
    expect(strays.map(({ id }) => id)).toStrictEqual([])
    expect(labels.length).toBeGreaterThan(20)
  })

  test('starts and ends every line at the borders of its states', () => {
    const { boxes, lines } = placedChart()
    const lost = lines.filter(({ path, source, target }) => {
      const numbers = [...path.matchAll(/-?[\d.]+/g)].map(([text]) => Number(text))
      const [from, to] = [boxes.find(({ id }) => id === source)?.place, boxes.find(({ id }) => id === target)?.place]
      return !isOnBorder(from, numbers[0], numbers[1]) || !isOnBorder(to, numbers.at(-2), numbers.at(-1))
    })
    expect(lost.map(({ id }) => id)).toStrictEqual([])
  })
})

const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

const covers = (outer: Place, inner: Place): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height

/** Positions are rounded to half a pixel. */
const isOnBorder = (place: Place | undefined, x = Number.NaN, y = Number.NaN): boolean =>
  place !== undefined &&
  x >= place.x - 1 &&
  x <= place.x + place.width + 1 &&
  (Math.abs(y - place.y) <= 1 || Math.abs(y - place.y - place.height) <= 1)

describe('the generated page', () => {
  test('docs/states.md is up to date', async () => {
    await expect(statesPage(graph)).toMatchFileSnapshot('../../../../docs/states.md')
  })

  test('docs/images/states.svg is up to date', async () => {
    await expect(chartSvg(placedChart())).toMatchFileSnapshot('../../../../docs/images/states.svg')
  })
})
