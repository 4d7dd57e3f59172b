/**
 * Building blocks for a server in front of the simulated bank, used by `@bank-connection/sandbox`.
 *
 * @packageDocumentation
 */

export { findRoute } from './api/routes.ts'
export { ADVANCE_MAX_MS } from './bank/create-memory-bank.ts'
export { notFound, notValid, type Problem, problems } from './errors/api-error.ts'
export { readBankEvent } from './events/read-bank-event.ts'
export { faultMembers } from './faults/fault.ts'
export {
  type Content,
  corruptResponse,
  type FaultyResponse,
  htmlResponse,
  statusResponse,
} from './faults/faulty-response.ts'
export { createLastResponses, type LastResponses } from './faults/last-responses.ts'
export { memberNotValid, readFaultRule } from './faults/read-fault.ts'
export { parsePath, withoutQuery } from './http/path.ts'
export { jsonResponse, mediaType, noContent, objectOf, problemResponse } from './http/request.ts'
export { templateOf } from './http/templates.ts'
export { isoTime } from './world/dates.ts'
