/**
 * Inspect connections without exposing secrets: only listed members are passed on.
 *
 * @packageDocumentation
 */

export { type InspectionObserver, safeInspect, safeInspection } from './safe-inspection.ts'
export { safeSerialize } from './safe-serialize.ts'
