import { color, figures, Listr, ListrDefaultRendererLogLevels, type ListrTask } from 'listr2'
import type { ShownStep } from './demo-event.ts'
import { stepLine, stepNote } from './wording.ts'

/** How a drawing ends: with a failure, with a question to a person, or well. */
export type Ending = 'done' | 'failed' | 'asked'

/** A bank and the steps of its job, drawn in place until `end`. */
export interface Drawing {
  /** Resolves when the terminal is free. */
  readonly finished: Promise<void>
  /** Only the first call counts. */
  readonly end: (ending: Ending, title: string) => void
  readonly tell: (steps: readonly ShownStep[]) => void
  /** What is said beside the step that is at work, from now on. */
  readonly note: (words: string) => void
}

/** How often the times move on, in milliseconds. */
const TICK_MS = 100

/** A bank whose refusal was to be seen is well; one that failed is not, and says so itself. */
const ICONS = {
  [ListrDefaultRendererLogLevels.COMPLETED_WITH_FAILED_SUBTASKS]: figures.tick,
  [ListrDefaultRendererLogLevels.FAILED_WITH_FAILED_SUBTASKS]: figures.cross,
  [ListrDefaultRendererLogLevels.SKIPPED_WITHOUT_COLLAPSE]: figures.arrowDown,
}

const COLORS = { [ListrDefaultRendererLogLevels.COMPLETED_WITH_FAILED_SUBTASKS]: color.green }

type Running = Parameters<ListrTask['task']>[1]

interface State {
  /** What the bank's own line says. */
  title: string
  steps: readonly ShownStep[]
  ending: Ending | null
  /** `null` until the first frame: what happens earlier is in it. */
  bank: Running | null
  /** By the title of the step. */
  readonly notes: Map<string, string>
  readonly listeners: Set<() => void>
}

/**
 * Draws the steps that have not ended yet.
 *
 * @param mayFail - whether a failure is what is to be seen
 * @param now - the bank's time, in milliseconds since the Unix epoch
 */
export const draw = (title: string, steps: readonly ShownStep[], mayFail: boolean, now: () => number): Drawing => {
  const state: State = { title, steps, ending: null, bank: null, notes: new Map(), listeners: new Set() }
  const subtasks = steps
    .filter(({ endedAt }) => endedAt === null)
    .map(({ title: step }, i, all) => subtask(state, step, i === all.length - 1, now))
  const bank: ListrTask = {
    title,
    task: (_, task) => {
      state.bank = task
      task.title = state.title
      return task.newListr([...subtasks, verdict(state, mayFail)])
    },
  }
  const finished = new Listr([bank], {
    registerSignalListeners: false,
    rendererOptions: {
      collapseSubtasks: false,
      collapseErrors: false,
      collapseSkips: false,
      icon: ICONS,
      color: COLORS,
    },
  })
    .run()
    .then(
      () => undefined,
      () => undefined,
    )
  const tellAll = (): void => {
    for (const listener of [...state.listeners]) listener()
  }
  return {
    finished,
    tell: (told) => {
      state.steps = told
      tellAll()
    },
    note: (words) => {
      const current = state.steps.find(({ endedAt }) => endedAt === null)
      if (current !== undefined) state.notes.set(current.title, words)
    },
    end: (ending, last) => {
      if (state.ending !== null) return
      state.ending = ending
      state.title = last
      if (state.bank !== null) state.bank.title = last
      tellAll()
    },
  }
}

/** The last one waits for the end, so that the bank's own line has changed before it is drawn for good. */
const subtask = (state: State, title: string, isLast: boolean, now: () => number): ListrTask => {
  const stepNow = (): ShownStep | undefined => state.steps.find((step) => step.title === title)
  const statusNow = (): ShownStep['status'] => stepNow()?.status ?? 'skipped'
  const isOver = (): boolean =>
    state.ending !== null || (!isLast && (statusNow() === 'success' || statusNow() === 'skipped'))
  return {
    title,
    enabled: () => state.ending === null || (stepNow()?.endedAt ?? null) !== null,
    exitOnError: false,
    task: async (_, task) => {
      const show = (): void => {
        const step = stepNow()
        if (step !== undefined)
          task.title = [stepLine(step, now()), state.notes.get(title) ?? stepNote(step)].join('  ').trimEnd()
      }
      show()
      const timer = setInterval(show, TICK_MS)
      await until(state, isOver)
      clearInterval(timer)
      show()
      const status = statusNow()
      // A title without text is not drawn: the question that follows takes its place.
      if (status === 'in-progress' && state.ending === 'asked') task.title = ''
      if (status === 'skipped') task.skip()
      // Why it failed is told below the drawing, in full.
      if (status === 'failed') throw new Error('')
    },
  }
}

/** Fails the bank's own line after its steps: had one of them done so, those after it would stay on the screen. */
const verdict = (state: State, mayFail: boolean): ListrTask => ({
  task: () => {
    if (state.ending === 'failed' && !mayFail) throw new Error('')
  },
})

const until = ({ listeners }: State, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return
      listeners.delete(look)
      resolve()
    }
    listeners.add(look)
    look()
  })
