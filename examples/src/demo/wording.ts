import { explain } from '@bank-connection/core'
import { adviceOn } from './advice.ts'
import type { DemoEvent, ShownStep } from './demo-event.ts'

type Started = Extract<DemoEvent, { readonly event: 'started' }>
type Connected = Extract<DemoEvent, { readonly event: 'connected' }>
type Refused = Extract<DemoEvent, { readonly event: 'refused' }>
type Failed = Extract<DemoEvent, { readonly event: 'failed' }>

/** A time that has passed in the bank, e.g. `9.8 s`. */
const elapsed = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`

/** @param now - the bank's time, in milliseconds since the Unix epoch */
export const stepLine = ({ title, startedAt, endedAt }: ShownStep, now: number): string =>
  startedAt === null ? title : `${title.padEnd(22)} ${timeOf(startedAt, endedAt, now).padStart(8)}`

/** What is said of a step beside its time; empty when that it ended is all. */
export const stepNote = ({ title, status }: ShownStep): string =>
  status === 'skipped' ? (title === 'mfa-challenge' ? 'skipped: the bank did not ask this time' : 'skipped') : ''

/** What stands above a run. */
export const titleLines = ({ connection, bank }: Started): readonly string[] => (connection === 1 ? [bank] : [])

export const bankName = ({ institution, institutionId }: Started): string => `${institution} (${institutionId})`

export const headline = (started: Started): string => `${bankName(started)}: ${started.about}`

export const connectedLine = ({ accounts, elapsedMs }: Connected): string =>
  `connected in ${elapsed(elapsedMs)}, ${count(accounts.length, 'account')}`

/** What the bank asks, one line a prompt. */
export const questions = (prompts: readonly string[]): readonly string[] =>
  prompts.length === 0 ? ['The bank asks for a confirmation'] : prompts

export const answeredLine = (answers: number): string => (answers === 1 ? 'answered' : `answered ${answers} questions`)

/** A failure, and what to do; of a refusal that was to be seen, and of a job never begun, there is nothing to do. */
export const failureLines = ({ expected, explanation, advice, failure }: Failed): readonly string[] => [
  `${expected ? 'Refused, as it should be: ' : ''}${explanation}`,
  ...(expected || (failure._tag === 'Cancelled' && !failure.mayHaveStarted) ? [] : [`What to do: ${advice}`]),
]

export const refusalLines = ({ rejection, attemptsLeft }: Refused): readonly string[] => [
  explain(rejection),
  `What to do: ${adviceOn(rejection)} ${count(attemptsLeft, 'attempt')} left.`,
]

/** Of a step that has begun and ended between two looks, nobody knows how long it took. */
const timeOf = (startedAt: number, endedAt: number | null, now: number): string =>
  startedAt === endedAt ? '–' : elapsed((endedAt ?? now) - startedAt)

/** Widest text below a drawing, in characters: it is read more easily than one that fills a wide terminal. */
const FOLD_AT = 76

/** A text as lines that break between words; the later ones are indented. */
export const folded = (text: string): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > FOLD_AT) {
      lines.push(line)
      line = `  ${word}`
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** @param noun - its plural ends in `s` */
export const count = (n: number, noun: string): string => `${n.toLocaleString('en-AU')} ${noun}${n === 1 ? '' : 's'}`
