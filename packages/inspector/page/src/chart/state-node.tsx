import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { useContext } from 'react'
import type { RowMark } from '../../../src/chart/chart-picture.ts'
import type { PlacedBox } from '../../../src/chart/placed-chart.ts'
import { markOf, stateOfBox } from './connection-chart.ts'
import { MarkingContext } from './marking-context.ts'

const SIGNS: Readonly<Record<RowMark, string>> = { failed: '✕', cancelled: '■', broken: 'ϟ', stays: '↺', anywhere: '⋯' }

/** A state, a choice between transitions, or the dot before an initial state. */
export const StateNode = ({ data: { box } }: NodeProps<Node<{ readonly box: PlacedBox }>>) => {
  const { path, selected, onSelect } = useContext(MarkingContext)
  const { id, kind, title, invokes, rows, isAwaitingUser, place } = box
  const state = stateOfBox(id)
  const isActive = state !== null && path.active.has(state)
  const isVisited = state !== null && path.visited.has(state)
  return (
    <div
      className="box"
      data-kind={kind}
      data-end={kind === 'final' ? title : undefined}
      data-active={isActive}
      data-visited={isVisited}
      data-awaits-user={isAwaitingUser}
      data-selected={selected === id}
      style={{ width: place.width, height: place.height }}
    >
      <Handle type="target" position={Position.Left} />
      <Handle type="source" position={Position.Right} />
      {state === null ? (
        kind === 'choice' && <span className="box-title">{title}</span>
      ) : (
        <button
          type="button"
          className="box-title nodrag nopan"
          aria-label={`State ${title}${isActive ? ', active' : isVisited ? ', visited' : ''}`}
          onClick={() => onSelect(id)}
        >
          {title}
        </button>
      )}
      {invokes.length > 0 && <span className="box-runs">runs {invokes.join(', ')}</span>}
      {rows.map(({ mark, text, edgeIds }) => (
        <span key={`${mark} ${text}`} className="box-row" data-sign={mark} data-mark={markOf(edgeIds, path)}>
          <i>{SIGNS[mark]}</i>
          {text}
        </span>
      ))}
    </div>
  )
}
