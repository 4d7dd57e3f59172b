import { either as E } from 'fp-ts'
import type { Credentials } from '../../codec/credentials.ts'
import { type ConnectionRequest, connectionInput } from '../../connect/connection-request.ts'
import { type ConnectionHandle, startConnection } from '../../connect/open-connection.ts'
import { restoreConnection } from '../../connect/restore-connection.ts'
import type { Challenge, ConnectionInput } from '../../machine/context.ts'
import type { BankPort } from '../../protocol/port.ts'
import { type AbortSignalLike, neverAborted } from '../../time/abort.ts'
import { killablePort } from '../../trace/killable-port.ts'
import { countFrom, recordingPort } from '../../trace/recording-port.ts'
import type { Trace, TraceEvent } from '../../trace/trace.ts'
import { jobReadIn } from '../../trace/trace-facts.ts'
import { createTraceRecorder, type TraceRecorder } from '../../trace/trace-recorder.ts'
import { wrappedPort } from '../../trace/wrapped-port.ts'
import { settleDown } from '../assert-law.ts'
import { type Breach, watchLaws } from '../connection-laws/connection-laws.ts'
import { ensure } from './connection-model.ts'

/** The subject of the commands; fresh for each run. */
export interface CommandSubject {
  /** Its clock should be virtual: the commands wait for hours. */
  readonly port: BankPort
  readonly request: ConnectionRequest
  /** Every required field of the institution, and one that is not required. */
  readonly credentials: Credentials
  /** The same fields, with values that the bank refuses. */
  readonly wrongCredentials: Credentials
  /** The right answers to a challenge, one per prompt. */
  readonly answers: (challenge: Challenge) => readonly string[]
  /** Receives every event at once, for example to see how far the commands get. */
  readonly onEvent?: (event: TraceEvent) => void
}

/** A real connection on a port, driven by the commands. */
export interface ConnectionReal {
  readonly subject: CommandSubject
  readonly recorder: TraceRecorder
  handle: ConnectionHandle
  /** The events of the current connection. */
  readonly trace: () => Trace
  /** Advances the clock, in milliseconds, and runs everything that is ready. @throws Error when a law is broken */
  readonly pass: (ms: number) => Promise<void>
  /** Kills the process, and restores the connection in another one. */
  readonly crash: (downMs: number) => Promise<void>
  /** Starts another connection with the same request. */
  readonly startAgain: () => void
}

/** Starts a connection. @throws Error when the request is invalid */
export const startReal = (subject: CommandSubject): ConnectionReal => {
  const { clock } = subject.port
  const stopped = new Set<string>()
  const port = watchedPort(subject.port, stopped)
  let trace: TraceEvent[] = []
  let checkLaws = watchLaws()
  let breach: Breach | null = null
  let nextCall = countFrom(1)
  const recorder = createTraceRecorder(clock.now, (event) => {
    trace.push(event)
    subject.onEvent?.(event)
    breach ??= faultOfPort(event, trace) ?? checkLaws(event)
  })
  let kill = (): void => undefined
  const startProcess = (open: (port: BankPort) => ConnectionHandle): ConnectionHandle => {
    const killable = killablePort(port)
    let isAlive = true
    const recorded = recordingPort(killable.port, (event) => (isAlive ? recorder.record(event) : undefined), nextCall)
    const handle = open(recorded)
    const close = recorder.watch(handle)
    kill = () => {
      isAlive = false
      killable.kill()
      close()
    }
    return handle
  }
  const begin = (): ConnectionHandle => {
    const input = connectionInput(subject.request, clock.now())
    if (E.isLeft(input)) throw new Error(`the request is refused: ${input.left.fields.join(', ')}`)
    const { userId, intent, institution, limits } = input.right
    const optional = {
      ...(institution === undefined ? {} : { institution }),
      ...(limits === undefined ? {} : { limits }),
    }
    recorder.record({ type: 'began', at: clock.now(), request: { userId, intent, ...optional } })
    return startProcess((own) => startConnection(own, input.right satisfies ConnectionInput))
  }
  const pass = async (ms: number): Promise<void> => {
    await settleDown()
    await clock.sleep(ms, neverAborted)
    await settleDown()
    const found = breach
    ensure(found === null, () => `${found?.law}: ${found?.problem}`)
    ensure(ms === 0 || stopped.size === 0, () => `${[...stopped].join(', ')} goes on after it was stopped`)
  }
  const real: ConnectionReal = {
    subject,
    recorder,
    handle: begin(),
    trace: () => trace,
    pass,
    crash: async (downMs) => {
      const { handle } = real
      kill()
      recorder.record({ type: 'crashed', at: clock.now() })
      const saved = handle.save()
      await clock.sleep(downMs, neverAborted)
      recorder.record({ type: 'restored', at: clock.now(), saved })
      real.handle = startProcess((own) => {
        const restored = restoreConnection(own, JSON.parse(JSON.stringify(saved)))
        if (E.isLeft(restored)) throw new Error(`what was saved is not restored: ${restored.left.paths.join(', ')}`)
        return restored.right
      })
    },
    startAgain: () => {
      kill()
      trace = []
      checkLaws = watchLaws()
      nextCall = countFrom(1)
      real.handle = begin()
    },
  }
  return real
}

/** Where a port breaks its contract. */
const faultOfPort = (event: TraceEvent, trace: Trace): Breach | null => {
  if (event.type !== 'settled') return null
  if (event.result === 'rejected') return { law: 'A port MUST NOT reject', problem: `${event.operation} has thrown` }
  const job = jobReadIn(event)
  if (job === null) return null
  const asked = trace.find((other) => other.type === 'called' && other.call === event.call)
  return asked?.type === 'called' && asked.about.jobId !== job.id
    ? { law: 'A port MUST read the job asked for', problem: `asked was ${asked.about.jobId}, read is ${job.id}` }
    : null
}

/** A port that records which calls were aborted and have not settled. */
const watchedPort = (port: BankPort, stopped: Set<string>): BankPort => {
  let calls = 0
  return wrappedPort(port, (operation, below) => (input, signal?: AbortSignalLike) => {
    const task = below(input, signal)
    return async () => {
      const name = `${operation} ${++calls}`
      const note = (): void => {
        stopped.add(name)
      }
      if (signal?.aborted === true) note()
      signal?.addEventListener('abort', note)
      try {
        return await task()
      } finally {
        signal?.removeEventListener('abort', note)
        stopped.delete(name)
      }
    }
  })
}
