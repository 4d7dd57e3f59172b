import type { Edge, EdgeProps } from '@xyflow/react'
import { useContext } from 'react'
import { METRICS } from '../../../src/chart/box-extent.ts'
import { arrowHead, roundedPath } from '../../../src/chart/line-path.ts'
import type { PlacedLine } from '../../../src/chart/placed-chart.ts'
import { areTransient, markOf } from './connection-chart.ts'
import { MarkingContext } from './marking-context.ts'

/** All transitions from one box to another as one line, with events and [guards]; dashed if eventless. */
export const TransitionEdge = ({ data }: EdgeProps<Edge<{ readonly line: PlacedLine }>>) => {
  const { path } = useContext(MarkingContext)
  if (data === undefined) return null
  const { path: straight, label, captions } = data.line
  const edgeIds = captions.flatMap((caption) => caption.edgeIds)
  return (
    <g className="line" data-mark={markOf(edgeIds, path)} data-transient={areTransient(edgeIds)}>
      <path className="line-path" d={roundedPath(straight)} />
      <path className="line-head" d={arrowHead(straight)} />
      {label !== null && (
        <g>
          <rect className="line-label" x={label.x} y={label.y} width={label.width} height={label.height} rx="3" />
          {captions.map(({ text, edgeIds: ids }, i) => (
            <text
              key={text}
              data-mark={markOf(ids, path)}
              textAnchor="middle"
              x={label.x + label.width / 2}
              y={label.y + 12 + i * (METRICS.rowHeight - 2)}
            >
              {text}
            </text>
          ))}
        </g>
      )}
    </g>
  )
}
