/**
 * Lets a connection be watched without its secrets: what leaves is listed, all else stays.
 *
 * @packageDocumentation
 */

export { type InspectionObserver, safeInspect, safeInspection } from './safe-inspection.ts'
export { safeSerialize } from './safe-serialize.ts'
