import type { ChallengedView } from '@bank-connection/core'
import type { FormEvent } from 'react'
import { useCommand } from '../bank/use-command.ts'
import { ProblemNote } from '../components/problem-note.tsx'
import { formatCountdown, formatTimestamp } from '../model/format-time.ts'
import { FailureCard } from './failure-card.tsx'
import { takeInputValues } from './take-input-values.ts'

interface ChallengeCardProps {
  readonly id: string
  readonly view: ChallengedView
  readonly isOpen: boolean
  /** In milliseconds since the Unix epoch. */
  readonly now: number
}

/** The answer to a challenge without prompts. @source Basiq API v2.1, `mfa-response` of an app approval */
const CONFIRMED = ['confirmed']

/** An open challenge with its form and deadline. The answers go to the server only. */
export const ChallengeCard = ({ id, view, isOpen, now }: ChallengeCardProps) => {
  const { method, description, prompts, since, expiresAt, round } = view.challenge
  const { send, problem, isBusy } = useCommand()
  const path = `connections/${encodeURIComponent(id)}/answer`
  const leftMs = expiresAt - now
  const answer = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const texts = Object.values(takeInputValues(event.currentTarget))
    void send(path, { answers: prompts.length === 0 ? CONFIRMED : texts })
  }
  return (
    <>
      {view.rejection !== null && <FailureCard failure={view.rejection} />}
      <div className="asks-head">
        <h3>Challenge</h3>
        <span className="countdown num" data-urgent={leftMs < 30_000} title={`until ${formatTimestamp(expiresAt)}`}>
          {leftMs <= 0 ? 'expired' : formatCountdown(leftMs)}
        </span>
      </div>
      <progress
        className="deadline-bar"
        aria-label="Time left to answer"
        max={Math.max(expiresAt - since, 1)}
        value={Math.max(leftMs, 0)}
      />
      <p className="facts">
        <span className="tag">{method}</span>
        {round > 1 && <span className="tag">round {round}</span>}
      </p>
      {description !== null && <p>{description}</p>}
      <form className="form" autoComplete="off" onSubmit={answer}>
        {prompts.map((prompt, i) => (
          // Answers are matched by position, and a bank may repeat a prompt.
          <label key={`${i}`}>
            <span>{prompt}</span>
            <input name={`answer-${i}`} type="password" autoComplete="off" spellCheck={false} disabled={!isOpen} />
          </label>
        ))}
        {prompts.length === 0 && <p>The bank expects a confirmation in its own app.</p>}
        <ProblemNote problem={problem} />
        <footer className="form-end">
          <button type="button" disabled={!isOpen || isBusy} onClick={() => void send(path, { right: true })}>
            Correct {prompts.length === 1 ? 'answer' : 'answers'}
          </button>
          <button type="submit" className="primary" disabled={!isOpen || isBusy}>
            {prompts.length === 0 ? 'Confirm' : 'Answer'}
          </button>
        </footer>
      </form>
    </>
  )
}
