import { inspect } from 'node:util'
import { encodingsOf } from './secret.ts'

/** Every place where the library outputs something about a connection. */
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

/** The collected output, by sink. */
export interface Sinks {
  /** Adds a value as JSON and, when that JSON is new, as the full output of `util.inspect`. */
  readonly add: (sink: Sink, value: unknown) => void
  /** Adds every string reachable from a live object, including non-enumerable members and keys. */
  readonly addLive: (sink: Sink, value: unknown) => void
  /** Finds secrets in the output, in any encoding; one text `sink: secret` for each. */
  readonly search: (secrets: readonly string[]) => readonly string[]
  /** The sinks with any output. */
  readonly filled: () => readonly Sink[]
  /** Number of texts. */
  readonly size: () => number
}

/** Members that all connections share, such as the machine; not walked, since they hold nothing of a connection. */
const SHARED: ReadonlySet<PropertyKey> = new Set(['machine', 'logic', '_nodes', 'clock'])

/** Length of the shortest secret. */
const LENGTH_MIN = 8

const walk = (value: unknown, seen: Set<unknown>, texts: Set<string>): void => {
  if (typeof value === 'string' && value.length >= LENGTH_MIN) texts.add(value)
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  if (value instanceof Map) for (const [key, member] of value) walkAll([key, member], seen, texts)
  if (value instanceof Set) walkAll([...value], seen, texts)
  for (const key of Reflect.ownKeys(value)) {
    if (SHARED.has(key)) continue
    if (typeof key === 'symbol' || key.length >= LENGTH_MIN) texts.add(String(key))
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
    add: (sink, value) => {
      const written = at(texts, sink)
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
      if (typeof value !== 'string' && !written.has(text)) written.add(inspect(value, EVERYTHING))
      written.add(text)
    },
    addLive: (sink, value) => walk(value, at(seen, sink), at(texts, sink)),
    search: (secrets) => {
      const all = [...texts].map(([sink, each]) => [sink, [...each].join('\n')] as const)
      return secrets.flatMap((secret) =>
        encodingsOf(secret).flatMap((writing) =>
          all.filter(([, text]) => text.includes(writing)).map(([sink]) => `${sink}: ${writing}`),
        ),
      )
    },
    filled: () => [...texts].filter(([, each]) => [...each].join('').length > 2).map(([sink]) => sink),
    size: () => [...texts.values()].reduce((sum, each) => sum + each.size, 0),
  }
}
