import type { ChartEdge } from '../../../src/chart/chart-graph.ts'
import { guardMeaning } from '../../../src/chart/guard-meanings.ts'
import { formatState } from '../model/format-name.ts'
import { type PathTaken, transitionsAt } from '../model/path-taken.ts'
import { boxOfState, chart, stateOfBox } from './connection-chart.ts'

interface StateCardProps {
  /** The box of the state. */
  readonly state: string
  readonly path: PathTaken
  readonly onSelect: (box: string) => void
  readonly onClose: () => void
}

/** The description of a state, with its incoming and outgoing transitions. */
export const StateCard = ({ state, path, onSelect, onClose }: StateCardProps) => {
  const id = stateOfBox(state)
  const node = chart.nodes.find((each) => each.id === id)
  if (id === null || node === undefined) return null
  const { into, out } = transitionsAt(chart, id)
  const status = path.active.has(id) ? 'active now' : path.visited.has(id) ? 'visited' : 'not visited'
  return (
    <aside className="state-card scroller" aria-label={`State ${node.label}`}>
      <header className="panel-head">
        <h2>{node.label}</h2>
        <span className="hint">{status}</span>
        <button type="button" className="ghost" aria-label="Close the description" onClick={onClose}>
          ✕
        </button>
      </header>
      <p>{node.description}</p>
      <p className="tags">
        {[...node.tags, node.kind].map((tag) => (
          <span key={tag} className="tag">
            {tag}
          </span>
        ))}
        {node.invokes.map((actor) => (
          <span key={actor} className="tag">
            runs {actor}
          </span>
        ))}
      </p>
      <Transitions title="Incoming" edges={into} path={path} other={({ source }) => source} onSelect={onSelect} />
      <Transitions title="Outgoing" edges={out} path={path} other={({ target }) => target} onSelect={onSelect} />
    </aside>
  )
}

interface TransitionsProps {
  readonly title: string
  readonly edges: readonly ChartEdge[]
  readonly path: PathTaken
  readonly other: (edge: ChartEdge) => string | null
  readonly onSelect: (box: string) => void
}

const Transitions = ({ title, edges, path, other, onSelect }: TransitionsProps) => (
  <>
    <h3>
      {title} <span className="count">{edges.length}</span>
    </h3>
    <ul className="ways">
      {edges.map((edge) => {
        const to = other(edge)
        const meaning = guardMeaning(edge.guard)
        return (
          <li key={edge.id} data-taken={path.taken.has(edge.id)}>
            <code>{edge.event}</code>
            {edge.guard !== null && (
              <span className="guard" title={meaning ?? undefined}>
                [{edge.guardParams === null ? edge.guard : `${edge.guard}: ${edge.guardParams}`}]
              </span>
            )}{' '}
            {to === null ? (
              <span className="hint">same state</span>
            ) : (
              <button type="button" className="way" onClick={() => onSelect(boxOfState(to))}>
                {to === '' ? 'any state' : formatState(to)}
              </button>
            )}
            {(path.taken.get(edge.id) ?? 0) > 0 && <span className="count num">{path.taken.get(edge.id)}×</span>}
            {meaning !== null && <span className="meaning">{meaning}</span>}
          </li>
        )
      })}
    </ul>
  </>
)
