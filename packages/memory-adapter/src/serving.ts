/**
 * Building blocks for a server in front of the simulated bank; `@bank-connection/sandbox` is made of them.
 *
 * @packageDocumentation
 */

export { findRoute } from './api/routes.ts'
export { ADVANCE_MAX_MS } from './bank/create-memory-bank.ts'
export { notFound, notValid, type Problem, problems } from './errors/api-error.ts'
export { readBankEvent } from './events/read-bank-event.ts'
export { faultMembers } from './faults/fault.ts'
export { templateOf, withoutQuery } from './faults/fault-target.ts'
export { type Content, type FaultyAnswer, pageAnswer, spoilt, statusAnswer } from './faults/faulty-response.ts'
export { createLastResponses, type LastResponses } from './faults/last-responses.ts'
export { misfit, readFaultRule } from './faults/read-fault.ts'
export { parseAddress } from './http/path.ts'
export { jsonResponse, mediaType, nothing, problemResponse, recordOf } from './http/request.ts'
export { isoTime } from './world/dates.ts'
