import type { CollectingView, CredentialField } from '@bank-connection/core'
import type { FormEvent } from 'react'
import { useInstitution } from '../bank/bank-menu-context.ts'
import { useCommand } from '../bank/use-command.ts'
import { ProblemNote } from '../components/problem-note.tsx'
import { FailureCard } from './failure-card.tsx'
import { takeInputValues } from './take-input-values.ts'

interface CollectingCardProps {
  readonly id: string
  readonly view: CollectingView
  readonly isOpen: boolean
}

const FIELD_LABELS: Readonly<Record<CredentialField, string>> = {
  loginId: 'Login',
  secondaryLoginId: 'Secondary login',
  password: 'Password',
  securityCode: 'Security code',
  userToken: 'User token',
}

/** The login form. The credentials go to the server only. */
export const CollectingCard = ({ id, view, isOpen }: CollectingCardProps) => {
  const { institution, fields, incomplete, rejection, attemptsLeft } = view
  const { send, problem, isBusy } = useCommand()
  const logins = useInstitution(institution.id)?.logins ?? []
  const path = `connections/${encodeURIComponent(id)}/submit`
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    void send(path, { credentials: takeInputValues(event.currentTarget) })
  }
  return (
    <>
      {rejection !== null && <FailureCard failure={rejection} />}
      <h3>{rejection === null ? 'Enter credentials' : 'Enter credentials again'}</h3>
      <p className="facts">
        <span className="tag">{institution.authorization}</span>
        <span className={attemptsLeft <= 1 ? 'tag bad' : 'tag'}>
          {attemptsLeft} {attemptsLeft === 1 ? 'attempt' : 'attempts'} left
        </span>
      </p>
      <form className="form" autoComplete="off" onSubmit={submit}>
        {fields.map(({ field, caption }) => (
          <label key={field} data-missing={incomplete?.missing.includes(field) === true}>
            <span>
              {caption ?? FIELD_LABELS[field]} <span className="hint">{field}</span>
            </span>
            <input
              name={field}
              type={field === 'loginId' || field === 'secondaryLoginId' ? 'text' : 'password'}
              autoComplete="off"
              spellCheck={false}
              disabled={!isOpen}
              data-lpignore="true"
            />
          </label>
        ))}
        <ProblemNote problem={problem ?? (incomplete === null ? null : `Missing: ${incomplete.missing.join(', ')}`)} />
        <footer className="form-end">
          <button type="submit" className="primary" disabled={!isOpen || isBusy}>
            Submit
          </button>
        </footer>
      </form>
      {logins.length > 0 && isOpen && (
        <>
          <h4>Or use a login of the simulated bank</h4>
          <ul className="choices logins">
            {logins.map(({ name, description }) => (
              <li key={name}>
                <button type="button" disabled={isBusy} onClick={() => void send(path, { login: name })}>
                  <b>{name}</b> <span className="hint">{description}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
