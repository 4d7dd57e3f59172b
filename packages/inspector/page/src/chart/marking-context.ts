import { createContext } from 'react'
import type { PathTaken } from '../model/path-taken.ts'

/** What of the chart changes while a connection goes on. */
export interface ChartMarking {
  readonly path: PathTaken
  /** The box whose description is open; `null`: none. */
  readonly selected: string | null
  readonly onSelect: (box: string) => void
}

/** So that a change draws the marks anew, and not the chart. */
export const MarkingContext = createContext<ChartMarking>({
  path: { active: new Set(), visited: new Set(), taken: new Map(), last: new Set() },
  selected: null,
  onSelect: () => undefined,
})
