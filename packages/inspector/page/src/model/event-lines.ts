import type { ConnectionView } from '@bank-connection/core'
import type { TraceEvent } from '@bank-connection/core/trace'
import type { HistoryRecord } from '../../../src/feed/feed.ts'
import { operationWords, resultWords, settledTone } from './format-call.ts'
import { eventWords, failureWords, shortId, stateWords, stepsWords, type Tone } from './format-name.ts'

/** What a line of the history is about, to be filtered by. */
export type LineKind = 'transition' | 'call' | 'view' | 'act' | 'process'

/** Every kind, and what it is called. */
export const LINE_KINDS: Readonly<Record<LineKind, string>> = {
  transition: 'Transitions',
  call: 'Calls',
  view: 'Views',
  act: 'Acts',
  process: 'Process',
}

/** One line of the history in words. */
export interface Line {
  readonly index: number
  readonly at: number
  readonly kind: LineKind
  readonly tone: Tone
  readonly title: string
  /** Empty when there is nothing more to say. */
  readonly detail: string
}

/** A history in words, line by line. Pure; repeats nothing that a record does not show. */
export const linesOf = (records: readonly HistoryRecord[]): readonly Line[] => {
  const lines: Line[] = []
  let from: string | null = null
  for (const { index, at, happening } of records) {
    switch (happening.type) {
      case 'transition': {
        const { state } = happening.snapshot
        lines.push({ index, at, kind: 'transition', ...transitionWords(happening.event, from, state) })
        from = state
        break
      }
      case 'actor':
        lines.push({ index, at, kind: 'process', ...actorWords(happening.actor, happening.event) })
        break
      case 'traced':
        lines.push({ index, at, ...tracedWords(happening.event) })
        break
    }
  }
  return lines
}

type Words = Pick<Line, 'title' | 'detail' | 'tone'>

const transitionWords = (event: string, from: string | null, to: string | null): Words => {
  const end = stateWords(to ?? '')
  const title = from === null || from === to || event === 'xstate.init' ? end : `${stateWords(from)} → ${end}`
  const detail = from === to && from !== null ? `${eventWords(event)}, stays` : eventWords(event)
  return { title, detail, tone: stateTone(to) }
}

const stateTone = (state: string | null): Tone => {
  if (state === 'connected') return 'good'
  if (state === 'failed' || state === 'broken') return 'bad'
  return state === 'collecting' || state === 'following.challenged' ? 'asks' : 'plain'
}

const actorWords = (actor: string, event: string): Words => ({
  title: event === 'xstate.init' ? `${actor} begins` : event === 'xstate.stop' ? `${actor} is stopped` : actor,
  detail: event === 'xstate.init' || event === 'xstate.stop' ? '' : eventWords(event),
  tone: 'quiet',
})

const tracedWords = (event: TraceEvent): Words & Pick<Line, 'kind'> => {
  switch (event.type) {
    case 'began':
      return { kind: 'process', title: 'Begins', detail: event.request.intent.type, tone: 'plain' }
    case 'called':
      return { kind: 'call', title: `→ ${event.operation}`, detail: operationWords(event), tone: 'quiet' }
    case 'settled': {
      const tone = settledTone(event.result)
      return { kind: 'call', title: `← ${event.operation}`, detail: resultWords(event), tone }
    }
    case 'shown':
      return { kind: 'view', ...viewWords(event.view) }
    case 'acted':
      return { kind: 'act', ...actWords(event) }
    case 'crashed':
      return { kind: 'process', title: 'The process dies', detail: 'calls on their way settle for nobody', tone: 'bad' }
    case 'restored':
      return { kind: 'process', title: 'Restored', detail: 'goes on from what was saved', tone: 'good' }
    case 'ended':
      return event.end._tag === 'Right'
        ? { kind: 'process', title: 'Ends well', detail: shortId(event.end.right.connectionId), tone: 'good' }
        : { kind: 'process', title: 'Ends', detail: failureWords({ ...event.end.left }), tone: 'bad' }
  }
}

const viewWords = (view: ConnectionView): Words => {
  switch (view._tag) {
    case 'Preparing':
    case 'Creating':
    case 'Reconciling':
      return { title: view._tag, detail: '', tone: 'quiet' }
    case 'Collecting': {
      const why = view.rejection === null ? '' : ` after ${failureWords({ ...view.rejection })}`
      return {
        title: 'Collecting',
        detail: `asks for ${view.fields.map(({ field }) => field).join(', ')}${why}`,
        tone: 'asks',
      }
    }
    case 'Working':
      return { title: `Working: ${stateWords(view.stage)}`, detail: stepsWords(view.steps), tone: 'plain' }
    case 'Challenged':
      return {
        title: 'Challenged',
        detail: view.challenge.prompts.join(' · ') || 'asks for a confirmation',
        tone: 'asks',
      }
    case 'Connected':
      return { title: 'Connected', detail: shortId(view.connected.connectionId), tone: 'good' }
    case 'Failed':
      return { title: 'Failed', detail: failureWords({ ...view.failure }), tone: 'bad' }
  }
}

const actWords = ({ act, given, answers, taken }: Extract<TraceEvent, { readonly type: 'acted' }>): Words => {
  const what = act === 'submit' ? given.join(', ') : act === 'answer' ? `${answers} given` : ''
  if (taken._tag === 'Left')
    return { title: `User: ${act}`, detail: `not taken: ${failureWords({ ...taken.left })}`, tone: 'bad' }
  return { title: `User: ${act}`, detail: what, tone: 'plain' }
}
