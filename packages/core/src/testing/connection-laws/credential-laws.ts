import { either as E } from 'fp-ts'
import type { CredentialField } from '../../codec/credentials.ts'
import type { Institution } from '../../codec/institution.ts'
import { requiredFields } from '../../domain/authorization.ts'
import { type InstitutionProfile, profileOf } from '../../domain/institution-profile.ts'
import type { ConnectionLaw, TraceEvent } from '../../trace/trace.ts'
import { restoredStateIn, startsJob } from '../../trace/trace-facts.ts'

/** Which credentials are sent, and when a submit is accepted. */
export const credentialLaws = (): readonly ConnectionLaw[] => [asDemanded, submitsWhenAsked]

const asDemanded: ConnectionLaw = {
  name: 'MUST send exactly the required fields of the institution, once for each accepted submit',
  watch: () => {
    let institution: InstitutionProfile | null = null
    let submitted: readonly CredentialField[] | null = null
    return (event) => {
      institution = institutionIn(event) ?? institution
      if (event.type === 'acted' && event.act === 'submit' && E.isRight(event.taken)) submitted = event.given
      if (event.type === 'crashed') submitted = null
      if (event.type !== 'called' || !startsJob(event.operation)) return null
      const { operation, about } = event
      if (operation === 'refreshConnection')
        return about.given === undefined ? null : 'refreshConnection carries credentials'
      const given = submitted
      submitted = null
      if (institution === null) return `${operation} leaves before the institution is known`
      if (given === null) return `${operation} leaves without a submit`
      const required = requiredFields(institution, operation === 'updateConnection' ? 'update' : 'create')
      return sameFields(about.given, required) && sameFields(given, required)
        ? null
        : `${operation} carries ${listed(about.given)} of a submit of ${listed(given)}, required are ${listed(required)}`
    }
  },
}

const listed = (fields: readonly CredentialField[] | null | undefined): string => fields?.join(', ') ?? 'none'

const sameFields = (some: readonly CredentialField[] | undefined, others: readonly CredentialField[] | null): boolean =>
  some !== undefined &&
  others !== null &&
  some.length === others.length &&
  some.every((field) => others.includes(field))

const institutionIn = (event: TraceEvent): InstitutionProfile | null => {
  if (event.type === 'began') return event.request.institution ?? null
  if (event.type === 'restored') return restoredStateIn(event)?.memory.institution ?? null
  return event.type === 'settled' &&
    event.operation === 'getInstitution' &&
    event.result !== 'rejected' &&
    E.isRight(event.result)
    ? profileOf(event.result.right as Institution)
    : null
}

const submitsWhenAsked: ConnectionLaw = {
  name: 'MUST accept credentials only while it asks for them',
  watch: () => {
    let view = 'nothing'
    return (event) => {
      if (event.type === 'shown') view = event.view._tag
      if (event.type === 'crashed') view = 'nothing'
      return event.type === 'acted' && event.act === 'submit' && E.isRight(event.taken) && view !== 'Collecting'
        ? `a submit is taken while ${view} is shown`
        : null
    }
  },
}
