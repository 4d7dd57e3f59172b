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
  /** The box whose description is open; `null` if none is. */
  readonly selected: string | null
  readonly onSelect: (box: string) => void
}

const nodeTypes = { state: StateNode }
const edgeTypes = { transition: TransitionEdge }

/** The chart with the path of a connection. Its layout is fixed; only the marks change. */
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
    // Compound boxes are below the lines, the others above.
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
  const [viewport, setViewport] = useState<Viewport>('active')
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
            if (event !== null) setViewport('free')
          }}
          disableKeyboardA11y
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={24} size={1} />
          {viewport !== 'whole' && (
            <MiniMap
              ariaLabel="The whole chart"
              style={MAP_SIZE}
              nodeClassName={({ id, zIndex }) => mapClass(id, zIndex ?? 0, active, path)}
              nodeBorderRadius={20}
              offsetScale={0}
            />
          )}
        </ReactFlow>
        <FlowTools active={active} placed={placed} viewport={viewport} onViewport={setViewport} />
      </div>
    </MarkingContext>
  )
}

/** What the viewport shows: the active state, the whole chart, or the part that the user has moved to. */
type Viewport = 'active' | 'whole' | 'free'

/** In pixels, with the aspect ratio of the chart. */
const MAP_SIZE = { width: 92, height: 150 }

/** The minimap marks innermost states only. */
const mapClass = (id: string, zIndex: number, active: string | null, { visited }: PathTaken): string => {
  if (zIndex < 0) return 'map-compound'
  return id === active ? 'map-active' : visited.has(id) ? 'map-visited' : ''
}

interface FlowToolsProps {
  /** `null` if none is. */
  readonly active: string | null
  readonly placed: PlacedChart
  readonly viewport: Viewport
  readonly onViewport: (viewport: Viewport) => void
}

/** A zoom at which the texts are readable. */
const READABLE = 0.85

/** The centre of the viewport that shows a coordinate, with little space beyond the chart. In pixels of the chart. */
const centre = (at: number, seen: number, whole: number): number =>
  seen >= whole ? whole / 2 : Math.min(Math.max(at, seen / 2 - MARGIN), whole - seen / 2 + MARGIN)

const MARGIN = 12

const FlowTools = ({ active, placed, viewport, onViewport }: FlowToolsProps) => {
  const { fitView, setCenter, zoomIn, zoomOut } = useReactFlow()
  const width = useFlowStore((state) => state.width)
  const height = useFlowStore((state) => state.height)
  const isStill = useRef(window.matchMedia('(prefers-reduced-motion: reduce)').matches)
  const duration = isStill.current ? 0 : 240
  useEffect(() => {
    if (viewport === 'free' || width === 0 || height === 0) return
    const place = placed.boxes.find(({ id }) => id === active)?.place
    if (place === undefined || viewport === 'whole') void fitView({ padding: 0.03, duration })
    else {
      const x = centre(place.x + place.width / 2, width / READABLE, placed.width)
      const y = centre(place.y + place.height / 2, height / READABLE, placed.height)
      void setCenter(x, y, { zoom: READABLE, duration })
    }
  }, [active, viewport, placed, width, height, fitView, setCenter, duration])
  return (
    <div className="flow-tools">
      <button
        type="button"
        aria-pressed={viewport === 'active'}
        title="Follow the active state"
        onClick={() => onViewport('active')}
      >
        Follow
      </button>
      <button
        type="button"
        aria-pressed={viewport === 'whole'}
        title="Show the whole chart"
        onClick={() => onViewport('whole')}
      >
        Fit
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in" onClick={() => void zoomIn({ duration })}>
        +
      </button>
      <button type="button" aria-label="Zoom out" title="Zoom out" onClick={() => void zoomOut({ duration })}>
        −
      </button>
    </div>
  )
}
