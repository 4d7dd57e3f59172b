import type { DemoEvent } from './demo-event.ts'

/** Where a run is shown. */
export interface Reporter {
  readonly report: (event: DemoEvent) => void
  /** Resolves when nothing is being drawn, so that others may use the terminal; the next event begins anew. */
  readonly rest: () => Promise<void>
  /** Shows what the run as a whole has given. */
  readonly end: (summary: string) => void
}

/** Where lines go; each is ended by the output itself. */
export interface Output {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}
