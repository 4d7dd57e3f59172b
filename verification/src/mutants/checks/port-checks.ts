import type { BankPort, InstitutionId } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { bankPortLaws, helpfulPerson } from '@bank-connection/core/testing'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import type { Story } from '@bank-connection/memory-adapter/testing'
import { either as E } from 'fp-ts'
import { wireBreach } from '../../simulate/over-http/http-laws.ts'
import { createHttpPorts } from '../../simulate/over-http/over-http.ts'
import type { Finding } from './finding.ts'
import { tokenProblem } from './token-laws.ts'

const CREDENTIALS = { loginId: 'gavinBelson', password: 'hooli2016' }

/** A placeholder, because `wireBreach` requires a story. */
const STORY: Story = {
  ...{ seed: 1, weather: 'fair', undocumented: {}, latencyMs: 0, faultBursts: [], incidents: [], faultsEndAfterMs: 0 },
  visits: [
    {
      ...{ userId: 'user-1', institutionId: 'AU00000', afterMs: 0, intent: 'create', next: null, reads: false },
      login: { kind: 'own', method: 'token', prompts: null },
      person: helpfulPerson,
      limits: {},
    },
  ],
}

/** Checks a bank in memory and one over HTTP against the laws of ports, and the latter also against those of the wire. */
export const portProblem = async (seed: number): Promise<Finding | null> => {
  for (const [i, { name, check }] of bankPortLaws.entries()) {
    for (const isHttp of [false, true]) {
      const bank = createMemoryBank({ seed: seed + i, latencyMs: 40 })
      const { way, wires, close } = createHttpPorts()
      const port: BankPort = isHttp ? way(bank, () => null) : bank.port
      const { served, userId } = bank
      const verdict = await check({
        ...{ port, served, userId, credentials: CREDENTIALS },
        institutionId: 'AU00000' as InstitutionId,
      })
      await close()
      if (E.isLeft(verdict)) return { law: name, problem: JSON.stringify(verdict.left) ?? 'it does not hold' }
      const breach = wireBreach(STORY, wires)
      if (breach !== null) return breach
      const finding = tokenProblem(wires)
      if (finding !== null) return finding
    }
  }
  return concurrencyProblem(seed)
}

/** Number of simultaneous first calls. */
const CONCURRENT_CALLS = 12

/** Checks a new client with simultaneous first calls. */
const concurrencyProblem = async (seed: number): Promise<Finding | null> => {
  const bank = createMemoryBank({ seed, latencyMs: 40 })
  const { way, wires, close } = createHttpPorts()
  const { getInstitution } = way(bank, () => null)
  const institutionId = 'AU00000' as InstitutionId
  await Promise.all(Array.from({ length: CONCURRENT_CALLS }, () => getInstitution({ institutionId }, neverAborted)()))
  await close()
  return tokenProblem(wires)
}
