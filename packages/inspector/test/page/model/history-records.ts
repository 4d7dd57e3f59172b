import type { HistoryRecord } from '../../../src/feed/feed.ts'

type Traced = Extract<HistoryRecord['happening'], { readonly type: 'traced' }>['event']

/** A record that tells of a transition of the machine. */
export const transition = (
  index: number,
  event: string,
  state: string,
  at = index * 1_000,
  context: Readonly<Record<string, unknown>> = {},
): HistoryRecord => ({
  ...{ index, at },
  happening: { type: 'transition', event, snapshot: { status: 'active', state, context } },
})

/** A record that holds an event of a trace. */
export const traced = (
  index: number,
  event: Omit<Traced, 'at'> & Readonly<Record<string, unknown>>,
  at = index * 1_000,
): HistoryRecord => ({
  ...{ index, at },
  happening: { type: 'traced', event: { ...event, at } as unknown as Traced },
})
