import type { HistoryRecord } from '../../../src/feed/feed.ts'

type Traced = Extract<HistoryRecord['entry'], { readonly type: 'traced' }>['event']

/** A record of a transition. */
export const transition = (
  index: number,
  event: string,
  state: string,
  at = index * 1_000,
  context: Readonly<Record<string, unknown>> = {},
): HistoryRecord => ({
  ...{ index, at },
  entry: { type: 'transition', event, snapshot: { status: 'active', state, context } },
})

/** A record of a trace event. */
export const traced = (
  index: number,
  event: Omit<Traced, 'at'> & Readonly<Record<string, unknown>>,
  at = index * 1_000,
): HistoryRecord => ({
  ...{ index, at },
  entry: { type: 'traced', event: { ...event, at } as unknown as Traced },
})
