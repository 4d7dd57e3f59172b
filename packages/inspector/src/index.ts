/**
 * A local page that shows bank connections in progress, with a simulated bank behind it.
 *
 * @packageDocumentation
 */
export type {
  BankMenu,
  BankOffer,
  BankStanding,
  CommandProblem,
  ConnectionRow,
  FeedMessage,
  Happening,
  HistoryMessage,
  HistoryRecord,
  LoginOffer,
  MenuEntry,
  ShownSnapshot,
  Source,
  Standing,
} from './feed/feed.ts'
export type { InspectorLimits } from './feed/inspector-limits.ts'
export { type InspectorOptions, type ServedInspector, serveInspector } from './server/inspector-server.ts'
export type { ListenFailure } from './server/listen-failure.ts'
