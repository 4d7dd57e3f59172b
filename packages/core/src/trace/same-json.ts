/** Whether two values are equal as JSON, in any order of members; absent and `undefined` are equal. Total. */
export const sameJson = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [some, others] = [membersOf(a), membersOf(b)]
  for (const name of Object.keys(some)) if (!sameJson(some[name], others[name])) return false
  for (const name of Object.keys(others)) if (others[name] !== undefined && some[name] === undefined) return false
  return true
}

const membersOf = (value: object): Readonly<Record<string, unknown>> => value as Readonly<Record<string, unknown>>
