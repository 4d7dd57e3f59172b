import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chartGraph } from '../../src/chart/chart-graph.ts'
import { chartPicture } from '../../src/chart/chart-picture.ts'
import { chartSvg } from '../../src/chart/chart-svg.ts'
import { placeChart } from '../../src/chart/placed-chart.ts'
import { layOut } from './lay-out.ts'
import { statesPage } from './states-page.ts'

const at = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))
const graph = chartGraph()
const picture = chartPicture(graph)
const layout = await layOut(picture)

const LAYOUT = at('packages/inspector/src/chart/chart-layout.ts')
writeFileSync(
  LAYOUT,
  `/** Positions of the boxes and lines of the chart. Written by \`pnpm states\`. */
export const chartLayout = ${JSON.stringify(layout)}
`,
)
execFileSync(process.execPath, [at('node_modules/@biomejs/biome/bin/biome'), 'format', '--write', LAYOUT], {
  stdio: 'pipe',
})

mkdirSync(at('docs/images'), { recursive: true })
writeFileSync(at('docs/images/states.svg'), chartSvg(placeChart(picture, layout)))
writeFileSync(at('docs/states.md'), statesPage(graph))
console.log(
  `${graph.nodes.length} states and ${graph.edges.length} transitions: docs/states.md, docs/images/states.svg`,
)
