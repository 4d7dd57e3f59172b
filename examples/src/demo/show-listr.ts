import { figures } from 'listr2'
import type { DemoEvent, ShownStep } from './demo-event.ts'
import { type Drawing, draw } from './drawing.ts'
import type { Output, Reporter } from './reporter.ts'
import {
  answeredLine,
  bankName,
  connectedLine,
  failureLines,
  folded,
  headline,
  questions,
  refusalLines,
  titleLines,
} from './wording.ts'

type Started = Extract<DemoEvent, { readonly event: 'started' }>

/**
 * Spinners and times on a terminal.
 *
 * @param now - the bank's time, in milliseconds since the Unix epoch
 */
export const createListrReporter = ({ out, err }: Output, now: () => number): Reporter => {
  let started: Started | null = null
  let steps: readonly ShownStep[] = []
  let prompts: readonly string[] = []
  let drawing: Drawing | null = null
  let below: readonly (() => void)[] = []

  const later = (write: (line: string) => void, lines: readonly string[]): void => {
    below = [...below, ...lines.flatMap(folded).map((line) => () => write(`  ${line}`))]
  }
  const drawAgain = (): void => {
    if (drawing !== null || started === null || !steps.some(({ status }) => status === 'in-progress')) return
    drawing = draw(headline(started), steps, started.expects === 'refused', now)
  }
  const finish = (event: Exclude<DemoEvent, { readonly event: 'started' | 'progress' }>): void => {
    const bank = started === null ? '' : bankName(started)
    switch (event.event) {
      case 'challenge':
        drawing?.note(`asks: ${questions(event.prompts).join(' ')}`)
        prompts = event.prompts
        return
      case 'answered':
        drawAgain()
        drawing?.note(`${answeredLine(event.answers)}: ${questions(prompts).join(' ')}`)
        return
      case 'refused':
        drawing?.end('failed', `${bank} does not take these credentials`)
        later(out, refusalLines(event))
        return
      case 'connected':
        drawing?.end('done', `${bank} ${connectedLine(event)}`)
        return
      case 'failed':
        if (drawing === null) below = [() => out(`${figures.cross} ${bank} is not connected`)]
        drawing?.end('failed', `${bank} ${event.expected ? 'refused the login' : 'is not connected'}`)
        later(event.expected ? out : err, failureLines(event))
    }
  }
  return {
    report: (event) => {
      if (event.event === 'started') {
        for (const line of titleLines(event).flatMap(folded)) out(line)
        started = event
        steps = []
      } else if (event.event === 'progress') {
        steps = event.steps
        drawAgain()
        drawing?.tell(steps)
      } else finish(event)
    },
    rest: async () => {
      if (started !== null) drawing?.end('asked', `${bankName(started)} asks for a second factor`)
      await drawing?.finished
      drawing = null
      for (const write of below) write()
      below = []
    },
    end: out,
  }
}
