import { either as E } from 'fp-ts'
import { withoutQuery } from '../http/path.ts'
import { templateOf } from '../http/templates.ts'
import { type ActiveRule, type FaultRule, type FaultTarget, takeFault } from './fault.ts'
import { readFaultRule } from './read-fault.ts'

/** The fault rules of a bank. */
export interface FaultList {
  readonly rules: () => readonly ActiveRule[]
  /** Takes the fault for a request, and counts it; null: none. `path` can have a query. */
  readonly take: (method: string, path: string) => ActiveRule | null
  /**
   * Adds a rule at the end.
   *
   * @throws Error that names the member and the remedy when the rule is invalid
   */
  readonly add: (rule: FaultRule) => void
  /** Removes all rules. */
  readonly clear: () => void
  /** Restores the initial rules, unused. */
  readonly restore: () => void
}

/**
 * Creates a list of rules.
 *
 * @throws Error that names the option, its member and the remedy when a rule is invalid
 */
export const createFaultList = (given: readonly FaultRule[]): FaultList => {
  const first = given.map((rule, i) => ruleOf(rule, `faults[${i}].`))
  let rules: readonly ActiveRule[] = first
  return {
    rules: () => rules,
    take: (method, path) => {
      if (rules.length === 0) return null
      const [rule, rest] = takeFault(rules, faultTarget(method, path))
      rules = rest
      return rule
    },
    add: (rule) => {
      rules = [...rules, ruleOf(rule, '')]
    },
    clear: () => {
      rules = []
    },
    restore: () => {
      rules = first
    },
  }
}

const ruleOf = (given: FaultRule, place: string): ActiveRule => {
  const read = readFaultRule(given)
  if (E.isRight(read)) return read.right
  throw new Error(`${place}${read.left.detail ?? read.left.code}`)
}

const faultTarget = (method: string, pathAndQuery: string): FaultTarget => {
  const path = withoutQuery(pathAndQuery)
  return { method, path, template: templateOf(path) }
}
