import { either as E } from 'fp-ts'
import { useState } from 'react'
import { command, type Outcome } from '../client/commands.ts'

/** Sends commands, and remembers what was wrong with the last one. */
export interface Commands {
  /** @returns whether it was taken */
  readonly send: (path: string, body?: Readonly<Record<string, unknown>>) => Promise<boolean>
  /** Remembers what became of something that was sent otherwise. */
  readonly settle: <A>(outcome: Promise<Outcome<A>>) => Promise<A | null>
  /** `null`: nothing is wrong. */
  readonly problem: string | null
  readonly isBusy: boolean
}

/** For one form or menu, which shows its own problem. */
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
    const outcome = command(path, body)
    await settle(outcome)
    return E.isRight(await outcome)
  }
  return { send, settle, problem, isBusy }
}
