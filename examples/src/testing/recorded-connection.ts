import {
  type BankPort,
  type ConnectionHandle,
  type InstitutionId,
  openConnection,
  type UserId,
} from '@bank-connection/core'
import { createTraceRecorder, punctualClock, recordingPort, type TraceEvent } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'

/** Opens a connection and records everything that happens. Use only the returned handle. */
export const openRecorded = (
  bank: BankPort,
  { userId, institutionId }: { readonly userId: UserId; readonly institutionId: InstitutionId },
  onEvent: (event: TraceEvent) => void,
) => {
  const clock = punctualClock(bank.clock) // so that a late timer doesn't count as a difference
  const recorder = createTraceRecorder(clock.now, onEvent)
  recorder.record({ type: 'began', at: clock.now(), request: { userId, intent: { type: 'create', institutionId } } })
  const port = recordingPort({ ...bank, clock }, recorder.record)
  return E.map((handle: ConnectionHandle): ConnectionHandle => {
    recorder.watch(handle)
    return {
      ...handle,
      submit: (credentials) => recorder.submit(handle, credentials),
      answer: (answers) => recorder.answer(handle, answers),
      cancel: () => recorder.cancel(handle),
    }
  })(openConnection(port, { userId, institutionId }))
}
