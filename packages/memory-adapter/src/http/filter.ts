/** Operators of the API's filters. */
type Condition = 'eq' | 'ne' | 'in' | 'bt' | 'gt' | 'gteq' | 'lt' | 'lteq'

/** One part of a filter, e.g. `account.id.eq('…')`. */
export interface Criterion {
  /** E.g. `account.id`. */
  readonly property: string
  readonly condition: Condition
  readonly values: readonly string[]
}

/** Allowed conditions by property. */
export type FilterRules = Readonly<Record<string, readonly Condition[]>>

const PART =
  /([A-Za-z]+(?:\.[A-Za-z]+)*)\.(eq|ne|in|bt|gteq|gt|lteq|lt)\(\s*('[^']*'(?:\s*,\s*'[^']*')*)\s*\)\s*(,\s*|$)/y

/**
 * Parses a filter into criteria that must all match; null when it is malformed or not allowed by the rules.
 *
 * @source Basiq API v2.1, Filters: `property.condition('value'),…`
 */
export const parseFilter = (text: string | undefined, rules: FilterRules): readonly Criterion[] | null => {
  if (text === undefined) return []
  const criteria: Criterion[] = []
  PART.lastIndex = 0
  let end = 0
  let separator = ','
  while (end < text.length) {
    const match = PART.exec(text)
    if (match === null) return null
    const criterion = criterionOf(match, rules)
    if (criterion === null) return null
    criteria.push(criterion)
    end = PART.lastIndex
    separator = match[4] ?? ''
  }
  return separator === '' ? criteria : null
}

/** Whether a value meets every criterion on its property. Ordered conditions (`bt`, `gt`, …) never match. */
export const meets = (criteria: readonly Criterion[], property: string, value: string): boolean =>
  criteria.every((criterion) => criterion.property !== property || matches(criterion, value))

const matches = ({ condition, values }: Criterion, value: string): boolean => {
  if (condition === 'ne') return !values.includes(value)
  return (condition === 'eq' || condition === 'in') && values.includes(value)
}

const criterionOf = (
  [, property = '', condition = '', list = '']: RegExpExecArray,
  rules: FilterRules,
): Criterion | null => {
  const allowed = Object.hasOwn(rules, property) ? (rules[property] ?? []) : []
  const known = allowed.find((one) => one === condition)
  const values = [...list.matchAll(/'([^']*)'/g)].map(([, value = '']) => value)
  const count = known === 'bt' ? 2 : 1
  if (known === undefined || (known === 'in' ? values.length === 0 : values.length !== count)) return null
  return { property, condition: known, values }
}
