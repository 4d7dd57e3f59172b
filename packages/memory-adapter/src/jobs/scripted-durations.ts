import { REGRESS_FROM_MS, SHOWN_FOR_MS } from '../world/job-overrides.ts'
import type { LoginScript, ScriptedStep } from '../world/scripted-login.ts'
import type { JobDurations } from '../world/step-durations.ts'

/** Durations under a script. A step that shows an anomaly is extended by it. Pure. */
export const scriptedDurations = (script: LoginScript | null, drawn: JobDurations): JobDurations => {
  if (script?.does === 'drags') return slowed(drawn, script.factor)
  const { at, ms } = anomaly(script)
  switch (at) {
    case 'verify-credentials':
      return { ...drawn, verifyMs: drawn.verifyMs + ms }
    case 'retrieve-accounts':
      return { ...drawn, accountsMs: drawn.accountsMs + ms }
    case 'retrieve-transactions':
      return { ...drawn, transactionsMs: drawn.transactionsMs + ms }
    case 'mfa-challenge':
    case null:
      return drawn
  }
}

/** Time to check an answer under a script. Pure. */
export const scriptedCheckMs = (script: LoginScript | null, drawnMs: number): number => {
  if (script?.does === 'drags') return times(drawnMs, script.factor)
  const { at, ms } = anomaly(script)
  return at === 'mfa-challenge' ? drawnMs + ms : drawnMs
}

/** The step that shows an anomaly, and until when after its start. */
const anomaly = (script: LoginScript | null): { readonly at: ScriptedStep | null; readonly ms: number } => {
  switch (script?.does) {
    case 'regresses':
      return { at: script.at, ms: REGRESS_FROM_MS + SHOWN_FOR_MS }
    case 'shows-unknown-status':
      return { at: script.at, ms: SHOWN_FOR_MS }
    case 'shows-unknown-step':
      return { at: 'retrieve-accounts', ms: SHOWN_FOR_MS }
    default:
      return { at: null, ms: 0 }
  }
}

const slowed = (drawn: JobDurations, factor: number): JobDurations => ({
  queuedMs: times(drawn.queuedMs, factor),
  verifyMs: times(drawn.verifyMs, factor),
  challengeMs: times(drawn.challengeMs, factor),
  accountsMs: times(drawn.accountsMs, factor),
  transactionsMs: times(drawn.transactionsMs, factor),
  statementsMs: times(drawn.statementsMs, factor),
})

const times = (ms: number, factor: number): number => Math.max(1, Math.round(ms * factor))
