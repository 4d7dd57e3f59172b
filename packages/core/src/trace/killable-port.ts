import type { BankPort } from '../protocol/port.ts'
import { type AbortSignalLike, createAbortController } from '../time/abort.ts'
import type { Clock } from '../time/clock.ts'
import { wrappedPort } from './wrapped-port.ts'

/** The port of a process that can be killed. */
export interface KillablePort {
  readonly port: BankPort
  /**
   * Simulates the death of the process. Pending calls are aborted at the wrapped port, pending sleeps end on the
   * wrapped clock, and neither settles for the caller. New calls and sleeps are not passed on and never settle. `now`
   * still works. Idempotent.
   */
  readonly kill: () => void
}

/**
 * Wraps a port so that a crash of the process that uses it can be simulated: nothing continues, and nothing stays
 * pending at the wrapped port or clock.
 */
export const killablePort = (port: BankPort): KillablePort => {
  const life = createProcessState()
  const clock: Clock = {
    now: () => port.clock.now(),
    sleep: (ms, signal) => life.run(signal, (own) => port.clock.sleep(ms, own)),
  }
  const mortal = wrappedPort(
    port,
    (_, below) => (input, signal) => () => life.run(signal, (own) => below(input, own)()),
    clock,
  )
  return { port: mortal, kill: life.end }
}

interface ProcessState {
  readonly run: <A>(signal: AbortSignalLike | undefined, work: (signal: AbortSignalLike) => Promise<A>) => Promise<A>
  readonly end: () => void
}

const createProcessState = (): ProcessState => {
  const running = new Set<() => void>()
  let isOver = false
  return {
    run: <A>(signal: AbortSignalLike | undefined, work: (signal: AbortSignalLike) => Promise<A>): Promise<A> =>
      new Promise((resolve, reject) => {
        if (isOver) return
        const { signal: own, abort } = createAbortController()
        if (signal?.aborted === true) abort()
        signal?.addEventListener('abort', abort)
        running.add(abort)
        const free = (): void => {
          running.delete(abort)
          signal?.removeEventListener('abort', abort)
        }
        const start = async (): Promise<A> => work(own)
        start().then(
          (value) => {
            free()
            if (!isOver) resolve(value)
          },
          (error: unknown) => {
            free()
            if (!isOver) reject(error)
          },
        )
      }),
    end: () => {
      isOver = true
      for (const cancel of [...running]) cancel()
    },
  }
}
