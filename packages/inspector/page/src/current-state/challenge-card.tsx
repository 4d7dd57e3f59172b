import type { ChallengedView } from '@bank-connection/core'
import type { FormEvent } from 'react'
import { useCommand } from '../bank/use-command.ts'
import { ProblemNote } from '../components/problem-note.tsx'
import { countdownWords, stampWords } from '../model/format-time.ts'
import { FailureCard } from './failure-card.tsx'
import { takeTexts } from './take-input-values.ts'

interface ChallengeCardProps {
  readonly id: string
  readonly view: ChallengedView
  readonly isOpen: boolean
  /** In milliseconds since the Unix epoch. */
  readonly now: number
}

/** What the answer to a challenge without prompts is. @source Basiq API v2.1, `mfa-response` of an app approval */
const CONFIRMED = ['confirmed']

/** What the bank asks the person, and until when. An answer goes from the inputs to the server, and nowhere else. */
export const ChallengeCard = ({ id, view, isOpen, now }: ChallengeCardProps) => {
  const { method, description, prompts, since, expiresAt, round } = view.challenge
  const { send, problem, isBusy } = useCommand()
  const path = `connections/${encodeURIComponent(id)}/answer`
  const leftMs = expiresAt - now
  const answer = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const texts = Object.values(takeTexts(event.currentTarget))
    void send(path, { answers: prompts.length === 0 ? CONFIRMED : texts })
  }
  return (
    <>
      {view.rejection !== null && <FailureCard failure={view.rejection} />}
      <div className="asks-head">
        <h3>The bank asks</h3>
        <span className="countdown num" data-urgent={leftMs < 30_000} title={`until ${stampWords(expiresAt)}`}>
          {leftMs <= 0 ? 'too late' : countdownWords(leftMs)}
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
          // Answers go by their place, and a bank may ask the same twice.
          <label key={`${i}`}>
            <span>{prompt}</span>
            <input name={`answer-${i}`} type="password" autoComplete="off" spellCheck={false} disabled={!isOpen} />
          </label>
        ))}
        {prompts.length === 0 && <p>The bank waits for a confirmation in its own app.</p>}
        <ProblemNote problem={problem} />
        <footer className="form-end">
          <button type="button" disabled={!isOpen || isBusy} onClick={() => void send(path, { right: true })}>
            Right {prompts.length === 1 ? 'answer' : 'answers'}
          </button>
          <button type="submit" className="primary" disabled={!isOpen || isBusy}>
            {prompts.length === 0 ? 'Confirm' : 'Answer'}
          </button>
        </footer>
      </form>
    </>
  )
}
