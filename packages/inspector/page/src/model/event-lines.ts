import type { ConnectionView } from '@bank-connection/core'
import type { TraceEvent } from '@bank-connection/core/trace'
import type { HistoryRecord } from '../../../src/feed/feed.ts'
import { formatCall, formatResult, resultTone } from './format-call.ts'
import { formatEvent, formatFailure, formatState, formatSteps, shortId, type Tone } from './format-name.ts'

/** The kinds that the list of events can be filtered by. */
export type EventKind = 'transition' | 'call' | 'view' | 'action' | 'process'

/** The label of each kind. */
export const EVENT_KINDS: Readonly<Record<EventKind, string>> = {
  transition: 'Transitions',
  call: 'Calls',
  view: 'Views',
  action: 'Actions',
  process: 'Process',
}

/** One line of the list of events. */
export interface EventLine {
  readonly index: number
  readonly at: number
  readonly kind: EventKind
  readonly tone: Tone
  readonly title: string
  /** May be empty. */
  readonly detail: string
}

/** A line for each record of a history. Pure. */
export const eventLines = (records: readonly HistoryRecord[]): readonly EventLine[] => {
  const lines: EventLine[] = []
  let from: string | null = null
  for (const { index, at, entry } of records) {
    switch (entry.type) {
      case 'transition': {
        const { state } = entry.snapshot
        lines.push({ index, at, kind: 'transition', ...transitionText(entry.event, from, state) })
        from = state
        break
      }
      case 'actor':
        lines.push({ index, at, kind: 'process', ...actorText(entry.actor, entry.event) })
        break
      case 'traced':
        lines.push({ index, at, ...traceEventText(entry.event) })
        break
    }
  }
  return lines
}

type LineText = Pick<EventLine, 'title' | 'detail' | 'tone'>

const transitionText = (event: string, from: string | null, to: string | null): LineText => {
  const end = formatState(to ?? '')
  const title = from === null || from === to || event === 'xstate.init' ? end : `${formatState(from)} → ${end}`
  const detail = from === to && from !== null ? `${formatEvent(event)}, same state` : formatEvent(event)
  return { title, detail, tone: stateTone(to) }
}

const stateTone = (state: string | null): Tone => {
  if (state === 'connected') return 'good'
  if (state === 'failed' || state === 'broken') return 'bad'
  return state === 'collecting' || state === 'following.challenged' ? 'asks' : 'plain'
}

const actorText = (actor: string, event: string): LineText => ({
  title: event === 'xstate.init' ? `${actor} started` : event === 'xstate.stop' ? `${actor} stopped` : actor,
  detail: event === 'xstate.init' || event === 'xstate.stop' ? '' : formatEvent(event),
  tone: 'quiet',
})

const traceEventText = (event: TraceEvent): LineText & Pick<EventLine, 'kind'> => {
  switch (event.type) {
    case 'began':
      return { kind: 'process', title: 'Started', detail: event.request.intent.type, tone: 'plain' }
    case 'called':
      return { kind: 'call', title: `→ ${event.operation}`, detail: formatCall(event), tone: 'quiet' }
    case 'settled': {
      const tone = resultTone(event.result)
      return { kind: 'call', title: `← ${event.operation}`, detail: formatResult(event), tone }
    }
    case 'shown':
      return { kind: 'view', ...viewText(event.view) }
    case 'acted':
      return { kind: 'action', ...actionText(event) }
    case 'crashed':
      return { kind: 'process', title: 'Process crashed', detail: 'pending calls never settle', tone: 'bad' }
    case 'restored':
      return { kind: 'process', title: 'Restored', detail: 'continues from the saved connection', tone: 'good' }
    case 'ended':
      return event.end._tag === 'Right'
        ? { kind: 'process', title: 'Succeeded', detail: shortId(event.end.right.connectionId), tone: 'good' }
        : { kind: 'process', title: 'Failed', detail: formatFailure({ ...event.end.left }), tone: 'bad' }
  }
}

const viewText = (view: ConnectionView): LineText => {
  switch (view._tag) {
    case 'Preparing':
    case 'Creating':
    case 'Reconciling':
      return { title: view._tag, detail: '', tone: 'quiet' }
    case 'Collecting': {
      const why = view.rejection === null ? '' : ` after ${formatFailure({ ...view.rejection })}`
      return {
        title: 'Collecting',
        detail: `asks for ${view.fields.map(({ field }) => field).join(', ')}${why}`,
        tone: 'asks',
      }
    }
    case 'Working':
      return { title: `Working: ${formatState(view.stage)}`, detail: formatSteps(view.steps), tone: 'plain' }
    case 'Challenged':
      return {
        title: 'Challenged',
        detail: view.challenge.prompts.join(' · ') || 'asks for confirmation',
        tone: 'asks',
      }
    case 'Connected':
      return { title: 'Connected', detail: shortId(view.connected.connectionId), tone: 'good' }
    case 'Failed':
      return { title: 'Failed', detail: formatFailure({ ...view.failure }), tone: 'bad' }
  }
}

const actionText = ({ act, given, answers, taken }: Extract<TraceEvent, { readonly type: 'acted' }>): LineText => {
  const what = act === 'submit' ? given.join(', ') : act === 'answer' ? `${answers} sent` : ''
  if (taken._tag === 'Left')
    return { title: `User: ${act}`, detail: `rejected: ${formatFailure({ ...taken.left })}`, tone: 'bad' }
  return { title: `User: ${act}`, detail: what, tone: 'plain' }
}
