import { inspect } from 'node:util'
import { writingsOf } from './secret.ts'

/** Wherever something of a connection may come to light. */
export const SINKS = [
  'live snapshot',
  'persisted snapshot',
  'saved',
  'raw inspection',
  'safe inspection',
  'serialized inspection',
  'view',
  'progress',
  'refusal',
  'failure',
  'explanation',
  'advice',
  'console',
  'request',
] as const

export type Sink = (typeof SINKS)[number]

/** Everything that came out, by where it did. */
export interface Sinks {
  /** Notes a value as JSON, and the first of each kind of JSON also as `util.inspect` shows all of it. */
  readonly note: (sink: Sink, value: unknown) => void
  /** Notes every text that can be reached from a live object, hidden members and keys included. */
  readonly noteLive: (sink: Sink, value: unknown) => void
  /** The secrets that came out, and where; and which sinks had anything. */
  readonly search: (secrets: readonly string[]) => readonly string[]
  readonly filled: () => readonly Sink[]
  /** How many texts there are. */
  readonly size: () => number
}

/** The machine itself is the same for every connection; to walk through it again and again finds nothing. */
const STATIC: ReadonlySet<PropertyKey> = new Set(['machine', 'logic', '_nodes', 'clock'])

/** No secret is shorter. */
const SHORTEST = 8

const walk = (value: unknown, seen: Set<unknown>, texts: Set<string>): void => {
  if (typeof value === 'string' && value.length >= SHORTEST) texts.add(value)
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  if (value instanceof Map) for (const [key, member] of value) walkAll([key, member], seen, texts)
  if (value instanceof Set) walkAll([...value], seen, texts)
  for (const key of Reflect.ownKeys(value)) {
    if (STATIC.has(key)) continue
    if (typeof key === 'symbol' || key.length >= SHORTEST) texts.add(String(key))
    walk((value as Readonly<Record<PropertyKey, unknown>>)[key], seen, texts)
  }
}

const walkAll = (values: readonly unknown[], seen: Set<unknown>, texts: Set<string>): void => {
  for (const value of values) walk(value, seen, texts)
}

const EVERYTHING = { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null } as const

export const createSinks = (): Sinks => {
  const texts = new Map<Sink, Set<string>>()
  const seen = new Map<Sink, Set<unknown>>()
  const at = <A>(all: Map<Sink, Set<A>>, sink: Sink): Set<A> => {
    const found = all.get(sink) ?? new Set<A>()
    all.set(sink, found)
    return found
  }
  return {
    note: (sink, value) => {
      const written = at(texts, sink)
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
      if (typeof value !== 'string' && !written.has(text)) written.add(inspect(value, EVERYTHING))
      written.add(text)
    },
    noteLive: (sink, value) => walk(value, at(seen, sink), at(texts, sink)),
    search: (secrets) => {
      const all = [...texts].map(([sink, each]) => [sink, [...each].join('\n')] as const)
      return secrets.flatMap((secret) =>
        writingsOf(secret).flatMap((writing) =>
          all.filter(([, text]) => text.includes(writing)).map(([sink]) => `${sink}: ${writing}`),
        ),
      )
    },
    filled: () => [...texts].filter(([, each]) => [...each].join('').length > 2).map(([sink]) => sink),
    size: () => [...texts.values()].reduce((sum, each) => sum + each.size, 0),
  }
}
