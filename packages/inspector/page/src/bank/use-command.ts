import { either as E } from 'fp-ts'
import { useState } from 'react'
import { type Outcome, sendCommand } from '../client/commands.ts'

/** Sends commands, and keeps the error of the last one. */
export interface Commands {
  /** @returns whether it succeeded */
  readonly send: (path: string, body?: Readonly<Record<string, unknown>>) => Promise<boolean>
  /** Awaits a command that was sent elsewhere. @returns its result, or `null` if it failed */
  readonly settle: <A>(outcome: Promise<Outcome<A>>) => Promise<A | null>
  /** The error message of the last command; `null` if it succeeded. */
  readonly problem: string | null
  readonly isBusy: boolean
}

/** Commands of one form or menu, which shows its own error. */
export const useCommand = (): Commands => {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const settle = async <A>(outcome: Promise<Outcome<A>>): Promise<A | null> => {
    setIsBusy(true)
    const settled = await outcome
    setIsBusy(false)
    setProblem(E.isLeft(settled) ? settled.left : null)
    return E.isLeft(settled) ? null : settled.right
  }
  const send: Commands['send'] = async (path, body = {}) => {
    const outcome = sendCommand(path, body)
    await settle(outcome)
    return E.isRight(await outcome)
  }
  return { send, settle, problem, isBusy }
}
