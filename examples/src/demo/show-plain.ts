import type { DemoEvent, ShownStep } from './demo-event.ts'
import type { Output, Reporter } from './reporter.ts'
import {
  answeredLine,
  connectedLine,
  failureLines,
  headline,
  questions,
  refusalLines,
  stepLine,
  stepNote,
  titleLines,
} from './wording.ts'

/** Lines that stay: for a pipe, a file, or a terminal that cannot move its cursor. */
export const createPlainReporter = ({ out, err }: Output): Reporter => {
  let told: readonly ShownStep[] = []
  const tellSteps = (steps: readonly ShownStep[]): void => {
    for (const step of steps) {
      if (step.endedAt !== null && !told.some(({ title, endedAt }) => title === step.title && endedAt === step.endedAt))
        out(`  ${markOf(step)} ${[stepLine(step, step.endedAt), stepNote(step)].join('  ').trimEnd()}`)
    }
    told = steps
  }
  return {
    report: (event) => {
      if (event.event === 'started') told = []
      if (event.event === 'progress') tellSteps(event.steps)
      else for (const line of linesOf(event)) (event.event === 'failed' && !event.expected ? err : out)(line)
    },
    rest: async () => undefined,
    end: out,
  }
}

const markOf = ({ status }: ShownStep): string => (status === 'failed' ? '✖' : status === 'skipped' ? '↓' : '✔')

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `    ${line}`)

const linesOf = (event: Exclude<DemoEvent, { readonly event: 'progress' }>): readonly string[] => {
  switch (event.event) {
    case 'started':
      return [...titleLines(event), headline(event)]
    case 'challenge':
      return indented(questions(event.prompts).map((prompt) => `asked: ${prompt}`))
    case 'answered':
      return indented([answeredLine(event.answers)])
    case 'refused':
      return indented(refusalLines(event))
    case 'connected':
      return indented([connectedLine(event)])
    case 'failed':
      return event.expected ? indented(failureLines(event)) : failureLines(event)
  }
}
