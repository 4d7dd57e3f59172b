import { objectOf } from '../http/request.ts'
import { type LinkChange, linkChanges } from './corrupt-links.ts'
import { type StepChange, stepChanges } from './corrupt-steps.ts'
import { eachRecord, rewrite } from './rewrite-json.ts'

/** What may be changed in the JSON of an answer. One that does not apply to a body leaves it as it is. */
export type BodyChange = TopChange | StepChange | LinkChange | ValueChange

/** What becomes of the body as a whole. */
type TopChange =
  /** It is in an array. */
  | 'array'
  /** A text is in its place. */
  | 'text'
  /** A number is in its place. */
  | 'number'
  /** `null` is in its place. */
  | 'null-body'
  /** The steps of a job, or the items of a list, are missing. */
  | 'member-missing'
  /** Its id is another one. */
  | 'other-id'
  /** It, and what stands in its lists, has a member called `__proto__`. */
  | 'proto'
  /** It has another member, nested 1,000 deep. */
  | 'deep'
  /** Each item of a page stands there twice. */
  | 'page-repeats'

/** What becomes of its values, wherever they stand. */
type ValueChange =
  /** Numbers are the largest there is, and amounts of money have 400 digits. */
  | 'huge-numbers'
  /** Ids are numbers, too large to be exact. */
  | 'numeric-ids'
  /** Dates are none. */
  | 'dates-broken'
  /** Institutions ask for credentials of a kind that nobody knows. */
  | 'authorization-unknown'

/** Changes the JSON of an answer. Pure; what is given is not changed, and may be part of the result. */
export const corruptBody = (change: BodyChange, body: unknown): unknown => changes[change](body)

/** How deep a body is nested by `deep`. */
const DEEP = 1_000

/** An id that no draw of a bank leads to. */
const OTHER_ID = '00000000-0000-4000-8000-000000000000'

/** By JSON, as a server would: in a program it would set the prototype. */
const fromServer: unknown = JSON.parse('{"__proto__":{"status":"success","id":"polluted","polluted":true}}')

const nested = (): unknown => {
  let value: unknown = null
  for (let level = 0; level < DEEP; level++) value = [value]
  return value
}

/** Changes a body that is an object; any other stays. */
const ofRecord =
  (change: (record: Readonly<Record<string, unknown>>) => unknown) =>
  (body: unknown): unknown => {
    const record = objectOf(body)
    return record === null ? body : change(record)
  }

const without = (record: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))

const AMOUNT = /^-?\d+\.\d+$/
const DATE = /^\d{4}-\d\d-\d\dT/

/** What each change does. */
const changes: Readonly<Record<BodyChange, (body: unknown) => unknown>> = {
  ...stepChanges,
  ...linkChanges,
  array: (body) => [body],
  text: () => 'OK',
  number: () => 42,
  'null-body': () => null,
  'member-missing': ofRecord((record) => without(record, Object.hasOwn(record, 'steps') ? 'steps' : 'data')),
  'other-id': ofRecord((record) => (typeof record['id'] === 'string' ? { ...record, id: OTHER_ID } : record)),
  proto: eachRecord((record) => ({ ...record, ...Object(fromServer) })),
  deep: ofRecord((record) => ({ ...record, deep: nested() })),
  'page-repeats': ofRecord((record) =>
    Array.isArray(record['data']) ? { ...record, data: record['data'].flatMap((item) => [item, item]) } : record,
  ),
  'huge-numbers': rewrite((_, value) => {
    if (typeof value === 'number') return Number.MAX_VALUE
    return typeof value === 'string' && AMOUNT.test(value) ? '9'.repeat(400) : value
  }),
  'numeric-ids': rewrite((name, value) => (name === 'id' && typeof value === 'string' ? 2 ** 60 : value)),
  'dates-broken': rewrite((_, value) =>
    typeof value === 'string' && DATE.test(value) ? '2026-02-31T25:61:00Z' : value,
  ),
  'authorization-unknown': rewrite((name, value) => (name === 'authorization' ? 'retina-scan' : value)),
}

/** The names of all changes. */
export const changeNames: readonly BodyChange[] = Object.keys(changes) as readonly BodyChange[]
