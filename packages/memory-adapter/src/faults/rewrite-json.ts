import { objectOf } from '../http/request.ts'

/** Copies a JSON value and maps its primitive values. */
export const rewrite =
  (change: (name: string, value: unknown) => unknown) =>
  (body: unknown): unknown => {
    const at = (name: string, value: unknown): unknown => {
      if (Array.isArray(value)) return value.map((item) => at(name, item))
      const record = objectOf(value)
      if (record === null) return change(name, value)
      return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, at(key, inner)]))
    }
    return at('', body)
  }

/** Copies a body and maps it, the items of its `data` and its `steps`, as far as they are objects. */
export const eachRecord =
  (change: (record: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>) =>
  (body: unknown): unknown => {
    const record = objectOf(body)
    if (record === null) return body
    const lists = ['data', 'steps'].flatMap((name) => {
      const list = record[name]
      return Array.isArray(list) ? [[name, list.map(eachRecord(change))] as const] : []
    })
    return change({ ...record, ...Object.fromEntries(lists) })
  }
