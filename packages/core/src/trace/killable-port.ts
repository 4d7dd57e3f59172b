import type { BankPort } from '../protocol/port.ts'
import { type AbortSignalLike, createAbortController } from '../time/abort.ts'
import type { Clock } from '../time/clock.ts'
import { wrappedPort } from './wrapped-port.ts'

/** A port of a process that can be made to die. */
export interface KillablePort {
  readonly port: BankPort
  /**
   * From now on it is as if the process had died. Calls on their way are aborted at the port below and never settle
   * above; sleeps on its clock are ended and never settle above; new calls and sleeps never reach it, and never settle.
   * `now` still answers. Calling it again changes nothing.
   */
  readonly kill: () => void
}

/**
 * Wraps a port so that what uses it can be left for dead, as a crash leaves it: nothing of it goes on, and nothing of it
 * stays at the port or the clock below.
 */
export const killablePort = (port: BankPort): KillablePort => {
  const life = createLife()
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

interface Life {
  readonly run: <A>(signal: AbortSignalLike | undefined, work: (signal: AbortSignalLike) => Promise<A>) => Promise<A>
  readonly end: () => void
}

const createLife = (): Life => {
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
