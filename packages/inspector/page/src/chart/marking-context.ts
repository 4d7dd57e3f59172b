import { createContext } from 'react'
import type { PathTaken } from '../model/path-taken.ts'

/** The part of the chart that changes with the connection. */
export interface ChartMarking {
  readonly path: PathTaken
  /** The box whose description is open; `null` if none is. */
  readonly selected: string | null
  readonly onSelect: (box: string) => void
}

/** A context, so that a change re-renders the marks but not the chart. */
export const MarkingContext = createContext<ChartMarking>({
  path: { active: new Set(), visited: new Set(), taken: new Map(), last: new Set() },
  selected: null,
  onSelect: () => undefined,
})
