/**
 * Record a connection as a trace, save it as JSON, and replay it. Needs no test library.
 *
 * @packageDocumentation
 */

export { type KillablePort, killablePort } from './killable-port.ts'
export { punctualClock } from './punctual-clock.ts'
export { recordingPort } from './recording-port.ts'
export { replayTrace, type TraceMismatch } from './replay/replay-trace.ts'
export type { CallSubject, Trace, TracedRequest, TraceEvent } from './trace.ts'
export { readTrace, type TraceJson, type TraceMalformed, traceJson } from './trace-json.ts'
export { createTraceRecorder, type Recordable, type TraceRecorder } from './trace-recorder.ts'
