import { styleText } from 'node:util'
import type { StepProgress } from '@bank-connection/core'
import type { DemoEvent } from './demo-event.ts'

/** Where the demo writes. */
export interface Output {
  /** Prints a line. */
  readonly out: (line: string) => void
  /** Prints a line on the error output. */
  readonly err: (line: string) => void
  /** Replaces the text of the terminal's current line. */
  readonly redraw: (text: string) => void
}

/** How often the running step is redrawn, in milliseconds. */
const FRAME_MS = 100

/**
 * Prints each step when it ends and, at a terminal, the running one with its time.
 *
 * @param now - the bank's clock; `null` without a terminal
 */
export const createTextReport = (
  { out, err, redraw }: Output,
  now: (() => number) | null,
): ((event: DemoEvent) => void) => {
  const printed = new Set<string>()
  let startedAt = 0
  let timer: NodeJS.Timeout | undefined
  const clear = (): void => {
    if (timer === undefined) return
    clearInterval(timer)
    timer = undefined
    redraw('')
  }
  const printEnded = (steps: readonly StepProgress[]): void => {
    steps.forEach(({ title, status, since }, i) => {
      const mark = MARKS.get(status)
      if (mark === undefined || printed.has(title)) return
      printed.add(title)
      const elapsed = since - (steps[i - 1]?.since ?? startedAt)
      // A step that began and ended between two polls has no known duration.
      const time = status === 'skipped' ? status : elapsed === 0 ? '–' : seconds(elapsed)
      out(`  ${now === null ? mark[0] : styleText(mark[1], mark[0])} ${stepLine(title, time)}`)
    })
  }
  const indent = (lines: readonly string[]): void => {
    for (const line of lines) out(`    ${line}`)
  }
  return (event) => {
    clear()
    switch (event.event) {
      case 'started':
        if (event.connection === 1) out(event.bank)
        return out(`${event.institution} (${event.institutionId}): ${event.about}`)
      case 'progress': {
        const { view, steps, at } = event
        if (view === 'Creating') {
          startedAt = at
          printed.clear()
        }
        printEnded(steps)
        const waiting = WAITING.get(view)
        const running = steps.find(({ status }) => !MARKS.has(status))
        if (waiting === undefined || now === null) return
        const { title, since } = running ?? { title: waiting, since: startedAt || at }
        let frame = 0
        timer = setInterval(() => {
          frame = (frame + 1) % FRAMES.length
          redraw(`  ${FRAMES[frame]} ${stepLine(title, seconds(now() - since))}`)
        }, FRAME_MS)
        return
      }
      case 'challenge':
        return indent(event.prompts.length === 0 ? ['asked to confirm'] : event.prompts.map((text) => `asked: ${text}`))
      case 'answered':
        return indent(['answered'])
      case 'refused':
        return indent([event.advice, `Attempts left: ${event.attemptsLeft}`])
      case 'connected':
        return indent([`connected in ${seconds(event.elapsedMs)}, ${event.accounts.length} accounts`])
      case 'failed':
        if (event.expected) return indent([`refused on purpose: ${event.advice}`])
        err(event.explanation)
        return err(`What to do: ${event.advice}`)
    }
  }
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** Marks of the steps that have ended. */
const MARKS: ReadonlyMap<string, readonly [mark: string, color: 'green' | 'yellow' | 'red']> = new Map([
  ['success', ['✔', 'green']],
  ['skipped', ['↓', 'yellow']],
  ['failed', ['✖', 'red']],
])

/** What runs in a view before the job names its first step. */
const WAITING: ReadonlyMap<string, string> = new Map([
  ['Preparing', 'reading the institution'],
  ['Creating', 'sending the credentials'],
  ['Reconciling', 'looking for the job'],
  ['Working', 'waiting for the job'],
])

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

const stepLine = (title: string, time: string): string => `${title.padEnd(23)} ${time.padStart(8)}`
