import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import type { FeedMessage, HistoryMessage } from '../../../src/feed/feed.ts'

const nullable = <C extends t.Mixed>(codec: C) => t.union([codec, t.null])

const Status = t.keyof({
  active: null,
  connected: null,
  failed: null,
  cancelled: null,
  broken: null,
  crashed: null,
  lost: null,
})

const Row = t.type({
  id: t.string,
  source: t.keyof({ simulated: null, service: null }),
  institutionId: nullable(t.string),
  institutionName: nullable(t.string),
  state: t.string,
  status: Status,
  attempts: t.number,
  startedAt: t.number,
  endedAt: nullable(t.number),
  records: t.number,
})

const Bank = t.type({
  now: t.number,
  speed: t.number,
  faults: t.array(t.string),
  inspectorUrl: t.string,
  services: t.number,
})

const Feed = t.union([
  t.type({ type: t.literal('rows'), rows: t.array(Row) }),
  t.type({ type: t.literal('changed'), rows: t.array(Row), gone: t.array(t.string) }),
  t.type({ type: t.literal('bank'), bank: Bank }),
])

const Snapshot = t.type({
  status: t.keyof({ active: null, done: null, error: null, stopped: null }),
  state: nullable(t.string),
  context: t.UnknownRecord,
})

const Happening = t.union([
  t.type({ type: t.literal('transition'), event: t.string, snapshot: Snapshot }),
  t.type({ type: t.literal('actor'), actor: t.string, event: t.string }),
  t.type({ type: t.literal('traced'), event: t.type({ type: t.string, at: t.number }) }),
])

const History = t.union([
  t.type({
    type: t.literal('records'),
    records: t.array(t.type({ index: t.number, at: t.number, entry: Happening })),
    dropped: t.number,
  }),
  t.type({ type: t.literal('view'), view: nullable(t.type({ _tag: t.string })) }),
])

/** Reads a message of the feed; `null` if it is invalid. */
export const readFeedMessage = (text: string): FeedMessage | null => read(Feed, text)

/**
 * Reads a message of a history; `null` if it is invalid. Views and trace events are not checked in depth: they come from
 * the server of this package.
 */
export const readHistoryMessage = (text: string): HistoryMessage | null =>
  read(History, text) as unknown as HistoryMessage | null

const read = <A>(codec: t.Type<A, unknown, unknown>, text: string): A | null => {
  try {
    const decoded = codec.decode(JSON.parse(text))
    return E.isRight(decoded) ? decoded.right : null
  } catch {
    return null
  }
}
