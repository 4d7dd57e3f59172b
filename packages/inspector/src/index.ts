/**
 * Serves a local page that shows bank connections in progress, with a simulated bank to try them on.
 *
 * @packageDocumentation
 */
export { type InspectorOptions, type ServedInspector, serveInspector } from './server/inspector-server.ts'
export type { ListenFailure } from './server/listen-failure.ts'
