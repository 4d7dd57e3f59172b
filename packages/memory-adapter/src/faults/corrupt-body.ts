import { objectOf } from '../http/request.ts'
import { type LinkChange, linkChanges } from './corrupt-links.ts'
import { type StepChange, stepChanges } from './corrupt-steps.ts'
import { eachRecord, rewrite } from './rewrite-json.ts'

/** A change to the JSON of a response. A change that does not apply leaves the body unchanged. */
export type BodyChange = TopChange | StepChange | LinkChange | ValueChange

/** Changes to the whole body. */
type TopChange =
  /** Wraps it in an array. */
  | 'array'
  /** Replaces it by a string. */
  | 'text'
  /** Replaces it by a number. */
  | 'number'
  /** Replaces it by `null`. */
  | 'null-body'
  /** Removes the steps of a job, or the items of a list. */
  | 'member-missing'
  /** Changes its id. */
  | 'other-id'
  /** Adds a member `__proto__` to it and to the items of its lists. */
  | 'proto'
  /** Adds a member nested 1,000 deep. */
  | 'deep'
  /** Duplicates each item of a page. */
  | 'page-repeats'

/** Changes to values at any depth. */
type ValueChange =
  /** Replaces numbers by `Number.MAX_VALUE`, and amounts of money by 400 digits. */
  | 'huge-numbers'
  /** Replaces ids by numbers beyond the safe integers. */
  | 'numeric-ids'
  /** Replaces dates by an invalid date. */
  | 'dates-broken'
  /** Gives institutions an unknown authorization type. */
  | 'authorization-unknown'

/** Changes the JSON of a response. Pure: the input is not mutated, and can be part of the result. */
export const corruptBody = (change: BodyChange, body: unknown): unknown => changes[change](body)

/** Depth of `deep`. */
const DEEP = 1_000

/** An id that the bank never draws. */
const OTHER_ID = '00000000-0000-4000-8000-000000000000'

/** Parsed from JSON, since a literal would set the prototype. */
const fromServer: unknown = JSON.parse('{"__proto__":{"status":"success","id":"polluted","polluted":true}}')

const nested = (): unknown => {
  let value: unknown = null
  for (let level = 0; level < DEEP; level++) value = [value]
  return value
}

/** Changes a body that is an object. */
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

/** Implementation of each change. */
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
