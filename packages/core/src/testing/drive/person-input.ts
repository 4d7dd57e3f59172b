import type { CredentialField, Credentials } from '../../codec/credentials.ts'
import type { Challenge } from '../../machine/context.ts'
import { requiredAnswers } from '../../machine/guards.ts'
import type { AnswerAction, Knowledge, SubmitAction } from './person.ts'

/** The credentials that a person types in; `null` when the person never submits. */
export const credentialsFor = (
  what: SubmitAction,
  required: readonly CredentialField[],
  { right, wrong }: Knowledge,
): Credentials | null => {
  switch (what) {
    case 'nothing':
      return null
    case 'right':
      return fieldsOf(right, required)
    case 'wrong':
      return fieldsOf(wrong, required)
    case 'incomplete':
      return fieldsOf(right, required.slice(1))
    case 'too-much': {
      const unexpected = FIELDS.find((field) => !required.includes(field))
      return fieldsOf(right, unexpected === undefined ? required : [...required, unexpected])
    }
  }
}

/** The answers of a person; `null` when the person never answers. */
export const answersFor = (
  what: AnswerAction,
  challenge: Challenge,
  { answersTo }: Knowledge,
): readonly string[] | null => {
  const required = requiredAnswers(challenge)
  switch (what) {
    case 'nothing':
      return null
    case 'right':
    case 'twice':
      return answersTo(challenge)
    case 'wrong':
      return Array.from({ length: required }, () => 'wrong')
    case 'short':
      return answersTo(challenge).slice(1)
    case 'blank':
      return Array.from({ length: required }, () => '')
  }
}

const FIELDS: readonly CredentialField[] = ['loginId', 'secondaryLoginId', 'password', 'securityCode', 'userToken']

const fieldsOf = (all: Required<Credentials>, fields: readonly CredentialField[]): Credentials =>
  Object.fromEntries(fields.map((field) => [field, all[field]]))
