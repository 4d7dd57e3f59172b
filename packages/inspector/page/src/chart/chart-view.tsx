import {
  Background,
  type Edge,
  MiniMap,
  type Node,
  ReactFlow,
  ReactFlowProvider,
  useStore as useFlowStore,
  useReactFlow,
} from '@xyflow/react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { PlacedBox, PlacedChart, PlacedLine } from '../../../src/chart/placed-chart.ts'
import type { PathTaken } from '../model/path-taken.ts'
import { type ChartMarking, MarkingContext } from './marking-context.ts'
import { StateNode } from './state-node.tsx'
import { TransitionEdge } from './transition-edge.tsx'

interface ChartViewProps {
  readonly placed: PlacedChart
  readonly path: PathTaken
  /** The box whose description is open; `null`: none. */
  readonly selected: string | null
  readonly onSelect: (box: string) => void
}

const nodeTypes = { state: StateNode }
const edgeTypes = { transition: TransitionEdge }

/** The chart with what a connection has been through. It is laid out once; only its marks change. */
export const ChartView = (props: ChartViewProps) => (
  <ReactFlowProvider>
    <Flow {...props} />
  </ReactFlowProvider>
)

const nodeOf = (box: PlacedBox): Node => {
  const { id, kind, place } = box
  const { x, y, width, height } = place
  const depth = kind === 'compound' ? id.split('.').length : 0
  return {
    ...{ id, type: 'state', position: { x, y }, width, height, data: { box } },
    // Boxes that hold others lie below the lines, the others above.
    zIndex: kind === 'compound' ? depth - 10 : 2,
    ...{ draggable: false, connectable: false, selectable: false, focusable: false },
  }
}

const edgeOf = (line: PlacedLine): Edge => ({
  ...{ id: line.id, source: line.source, target: line.target, type: 'transition', data: { line }, zIndex: 1 },
  ...{ selectable: false, focusable: false },
})

const Flow = ({ placed, path, selected, onSelect }: ChartViewProps) => {
  const nodes = useMemo(() => placed.boxes.map(nodeOf), [placed])
  const edges = useMemo(() => placed.lines.map(edgeOf), [placed])
  const marking = useMemo((): ChartMarking => ({ path, selected, onSelect }), [path, selected, onSelect])
  const [sight, setSight] = useState<Sight>('active')
  const active = [...path.active].find((id) => id !== '') ?? null
  return (
    <MarkingContext value={marking}>
      <div className="flow" data-marked={path.visited.size > 0}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          fitView
          fitViewOptions={{ padding: 0.03 }}
          minZoom={0.15}
          maxZoom={2.5}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          zoomOnDoubleClick={false}
          onMoveStart={(event) => {
            if (event !== null) setSight('free')
          }}
          disableKeyboardA11y
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={24} size={1} />
          {sight !== 'whole' && (
            <MiniMap
              ariaLabel="The whole chart"
              style={MAP_SIZE}
              nodeClassName={({ id, zIndex }) => mapClass(id, zIndex ?? 0, active, path)}
              nodeBorderRadius={20}
              offsetScale={0}
            />
          )}
        </ReactFlow>
        <FlowTools active={active} placed={placed} sight={sight} onSight={setSight} />
      </div>
    </MarkingContext>
  )
}

/** What is kept in sight: the active state, all of the chart, or what the reader has moved to. */
type Sight = 'active' | 'whole' | 'free'

/** In pixels, of the shape of the chart. */
const MAP_SIZE = { width: 92, height: 150 }

/** In the little map only the innermost states are marked. */
const mapClass = (id: string, zIndex: number, active: string | null, { visited }: PathTaken): string => {
  if (zIndex < 0) return 'map-around'
  return id === active ? 'map-active' : visited.has(id) ? 'map-visited' : ''
}

interface FlowToolsProps {
  /** `null`: none is. */
  readonly active: string | null
  readonly placed: PlacedChart
  readonly sight: Sight
  readonly onSight: (sight: Sight) => void
}

/** The zoom at which texts of the chart can be read with ease. */
const READABLE = 0.85

/** Where to look so that a point is in sight, and as little as can be beyond the chart. In pixels of the chart. */
const centre = (at: number, seen: number, whole: number): number =>
  seen >= whole ? whole / 2 : Math.min(Math.max(at, seen / 2 - MARGIN), whole - seen / 2 + MARGIN)

const MARGIN = 12

const FlowTools = ({ active, placed, sight, onSight }: FlowToolsProps) => {
  const { fitView, setCenter, zoomIn, zoomOut } = useReactFlow()
  const width = useFlowStore((state) => state.width)
  const height = useFlowStore((state) => state.height)
  const isStill = useRef(window.matchMedia('(prefers-reduced-motion: reduce)').matches)
  const duration = isStill.current ? 0 : 240
  useEffect(() => {
    if (sight === 'free' || width === 0 || height === 0) return
    const place = placed.boxes.find(({ id }) => id === active)?.place
    if (place === undefined || sight === 'whole') void fitView({ padding: 0.03, duration })
    else {
      const x = centre(place.x + place.width / 2, width / READABLE, placed.width)
      const y = centre(place.y + place.height / 2, height / READABLE, placed.height)
      void setCenter(x, y, { zoom: READABLE, duration })
    }
  }, [active, sight, placed, width, height, fitView, setCenter, duration])
  return (
    <div className="flow-tools">
      <button
        type="button"
        aria-pressed={sight === 'active'}
        title="Keep the active state in sight"
        onClick={() => onSight('active')}
      >
        Follow
      </button>
      <button
        type="button"
        aria-pressed={sight === 'whole'}
        title="Show the whole chart"
        onClick={() => onSight('whole')}
      >
        Whole
      </button>
      <button type="button" aria-label="Closer" title="Closer" onClick={() => void zoomIn({ duration })}>
        +
      </button>
      <button type="button" aria-label="Farther" title="Farther" onClick={() => void zoomOut({ duration })}>
        −
      </button>
    </div>
  )
}
