import Elk, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js'
import type { ChartPicture, PictureBox, PictureLine } from '../../src/chart/chart-picture.ts'
import type { ChartLayout } from '../../src/chart/placed-chart.ts'

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.randomSeed': '1',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.thoroughness': '100',
  'elk.layered.crossingMinimization.semiInteractive': 'true',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
} as const

/** Computes the positions of a picture, from top to bottom. Deterministic. */
export const layOut = async (picture: ChartPicture): Promise<ChartLayout> => {
  const elk = new (Elk as unknown as new () => { layout: (graph: ElkNode) => Promise<ElkNode> })()
  const { children = [], edges = [] } = await elk.layout({
    id: 'page',
    layoutOptions: { ...OPTIONS, 'elk.padding': '[top=8,left=8,bottom=8,right=8]', 'elk.json.edgeCoords': 'ROOT' },
    children: childrenOf(picture, null),
    edges: picture.lines.map((line) => ({
      ...{
        id: line.id,
        ...(isBackward(picture, line) ? endsOf(line.target, line.source) : endsOf(line.source, line.target)),
      },
      labels:
        line.width === 0 ? [] : [{ id: `${line.id} label`, text: line.id, width: line.width, height: line.height }],
    })),
  })
  const [root] = children
  return {
    width: Math.ceil((root?.width ?? 0) + 16),
    height: Math.ceil((root?.height ?? 0) + 16),
    boxes: children.flatMap((child) => placesOf(child, 0, 0)),
    lines: edges.map((edge, i) => lineOf(edge, isBackward(picture, picture.lines[i]))),
  }
}

const endsOf = (source: string, target: string) => ({ sources: [source], targets: [target] })

/** Whether a line leads to what stands earlier in the chart: it is laid out the other way round, so that it runs upwards. */
const isBackward = ({ boxes }: ChartPicture, line: PictureLine | undefined): boolean => {
  const states = boxes.filter(({ kind }) => kind !== 'initial' && kind !== 'choice').map(({ id }) => id)
  const rankOf = (id = ''): number => states.indexOf(id.replace(/#.*/u, ''))
  return rankOf(line?.target) < rankOf(line?.source)
}

const childrenOf = (picture: ChartPicture, parent: string | null): ElkNode[] =>
  picture.boxes.filter((box) => box.parent === parent).map((box) => elkNodeOf(picture, box))

const elkNodeOf = (picture: ChartPicture, { id, kind, width, height }: PictureBox): ElkNode => {
  if (kind !== 'compound') {
    const last = kind === 'final' ? { 'elk.layered.layering.layerConstraint': 'LAST' } : {}
    const rank = picture.boxes.findIndex((box) => box.id === id)
    // Beside each other they stand in the order of the chart; ends stand where most of the lines to them come from.
    const place = kind === 'state' ? { 'elk.position': `(${rank * 300},0)` } : {}
    return { id, width, height, layoutOptions: { ...last, ...place } }
  }
  const top = height + 12
  const padding = `[top=${top},left=16,bottom=16,right=16]`
  return {
    id,
    layoutOptions: {
      ...OPTIONS,
      'elk.padding': padding,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width}, ${top})`,
    },
    children: childrenOf(picture, id),
  }
}

const round = (n: number): number => Math.round(n * 2) / 2

const placesOf = (node: ElkNode, left: number, top: number): ChartLayout['boxes'] => {
  const x = left + (node.x ?? 0)
  const y = top + (node.y ?? 0)
  const own = { id: node.id, x: round(x), y: round(y), width: round(node.width ?? 0), height: round(node.height ?? 0) }
  return [own, ...(node.children ?? []).flatMap((child) => placesOf(child, x, y))]
}

const lineOf = (
  { id, sections = [], labels = [] }: ElkExtendedEdge,
  isTurned: boolean,
): ChartLayout['lines'][number] => {
  const laid = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])
  const points = isTurned ? laid.toReversed() : laid
  const path = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
  const [label] = labels
  const { x = 0, y = 0, width = 0, height = 0 } = label ?? {}
  return { id, path, label: label === undefined ? null : { x: round(x), y: round(y), width, height } }
}
