import {
  type ConnectionStore,
  createMemoryStore,
  keepConnection,
  openConnection,
  restoreConnection,
} from '@bank-connection/core'
import { brokenLaws, storeLaws } from '@bank-connection/core/testing'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { resumeAll } from '../../src/guides/save-and-restore/resume-all.ts'
import { type ConnectionTable, createTableStore, type Row } from '../../src/guides/save-and-restore/table-store.ts'
import { runNode } from '../run-node.ts'

/** A table in memory: each function acts as one SQL statement on the same rows. */
const createTable = (rows: Map<string, Row> = new Map()): ConnectionTable => ({
  find: async (id) => rows.get(id) ?? null,
  insert: async (row) => {
    if (rows.has(row.id)) return 0
    rows.set(row.id, row)
    return 1
  },
  replace: async (row, revision) => {
    if (rows.get(row.id)?.revision !== revision) return 0
    rows.set(row.id, row)
    return 1
  },
  remove: async (id) => rows.delete(id),
  ids: async () => [...rows.keys()],
})

/** Two processes with the same table. */
const twoStores = (change: (table: ConnectionTable) => ConnectionTable = (table) => table) => {
  const rows = new Map<string, Row>()
  const store = () => createTableStore(change(createTable(rows)))
  return { store: store(), other: store() }
}

describe('a store in a table', () => {
  test.each(storeLaws)('$name', async ({ check }) => {
    expect(await check(twoStores())).toStrictEqual(E.right('holds'))
  })
})

test('the laws detect a table that replaces any revision', async () => {
  const careless = (table: ConnectionTable): ConnectionTable => ({
    ...table,
    replace: async (row) => table.replace(row, (await table.find(row.id))?.revision ?? ''),
  })

  expect((await brokenLaws(storeLaws, () => twoStores(careless))).join('\n')).toContain('MUST refuse to save over any')
})

test('a driver that throws makes the store unavailable, and only its code is reported', async () => {
  const thrown = Object.assign(new Error('insert of c-1 failed: {"memory":"canary"}'), { code: 'ECONNREFUSED' })
  const store = createTableStore({ ...createTable(), insert: () => Promise.reject(thrown) })

  expect(await store.save('c-1', {}, null)()).toStrictEqual(
    E.left({ _tag: 'StoreUnavailable', operation: 'save', reason: 'ECONNREFUSED' }),
  )
})

test('a row that is not JSON is a corrupt connection', async () => {
  const rows = new Map([['c-1', { id: 'c-1', saved: '{', revision: 'r-1' }]])

  expect(await createTableStore(createTable(rows)).load('c-1')()).toStrictEqual(
    E.left({ _tag: 'StoreCorrupt', id: 'c-1' }),
  )
})

test('a saved connection continues elsewhere, and contains no password', { timeout: 60_000 }, async () => {
  const { code, out, err } = await runNode(['src/guides/save-and-restore/save-restore.ts'])

  expect([code, err]).toStrictEqual([0, ''])
  expect(out).toMatch(/^Working \d{3,4} false\n[0-9a-f-]{36}\n$/)
})

/** A stored connection in progress, as a process that dies leaves it. */
const left = async (store: ConnectionStore, id: string) => {
  const bank = createMemoryBank()
  const { port, userId } = bank
  const kept = await keepConnection(port, store, id, { userId, institutionId: 'AU00000' })()
  const handle = E.isRight(kept) ? kept.right : expect.fail('not kept')
  handle.subscribe(({ _tag }) => {
    if (_tag === 'Collecting') handle.submit({ loginId: 'jared', password: 'django' })
  })
  await bank.advance(2_000)
  return { bank, handle }
}

describe('after a crash', () => {
  test('every stored connection continues to its end', async () => {
    const { store } = twoStores()
    const { bank } = await left(store, 'c-1')
    const resumed = await resumeAll(bank.port, store)
    const { handles } = E.isRight(resumed) ? resumed.right : expect.fail('not resumed')

    expect(E.isRight((await handles.get('c-1')?.ended()) ?? E.left(null))).toBe(true)
    expect(Object.keys(bank.world().jobs)).toHaveLength(1)
  })

  test('only one of two processes can resume a connection', async () => {
    const { store, other } = twoStores()
    const { bank, handle } = await left(store, 'c-1')
    const both = await Promise.all([store, other].map((way) => resumeAll(bank.port, way)))
    const results = both.map((resumed) => (E.isRight(resumed) ? resumed.right : expect.fail('not resumed')))

    expect(results.map(({ handles }) => handles.size).toSorted()).toStrictEqual([0, 1])
    expect(results.flatMap(({ refused }) => [...refused.values()])).toStrictEqual([
      { _tag: 'StoreConflict', id: 'c-1' },
    ])
    expect(await handle.ended()).toStrictEqual(E.left({ _tag: 'StoreConflict', id: 'c-1' }))
  })

  test('a connection at its form asks for the credentials again', async () => {
    const { port, userId, advance } = createMemoryBank()
    const opened = openConnection(port, { userId, institutionId: 'AU00000' })
    const handle = E.isRight(opened) ? opened.right : expect.fail('not opened')
    await advance(1)
    const restored = restoreConnection(port, JSON.parse(JSON.stringify(handle.save())))

    expect(handle.view()._tag).toBe('Collecting')
    expect(E.isRight(restored) && restored.right.view()._tag).toBe('Collecting')
  })

  test('a foreign, newer or corrupt saved connection is rejected, and nothing is sent', async () => {
    const store = createMemoryStore()
    const { bank, handle } = await left(store, 'c-1')
    const later = { ...handle.save(), version: 99 }
    await store.save('foreign', { hello: 'world' }, null)()
    await store.save('later', later, null)()
    await handle.ended()
    const before = bank.served()
    const resumed = await resumeAll(bank.port, store)

    expect(E.isRight(resumed) && [...resumed.right.refused.entries()]).toMatchObject([
      ['foreign', { _tag: 'NotRestored', reason: 'foreign' }],
      ['later', { _tag: 'NotRestored', reason: 'newer', version: 99 }],
    ])
    expect(E.isRight(resumed) && resumed.right.handles.get('c-1')?.view()._tag).toBe('Connected')
    expect(bank.served()).toBe(before)
  })

  test('a store that cannot be listed is reported', async () => {
    const { port } = createMemoryBank()
    const store = createTableStore({ ...createTable(), ids: () => Promise.reject(new Error('down')) })

    expect(await resumeAll(port, store)).toStrictEqual(
      E.left({ _tag: 'StoreUnavailable', operation: 'list', reason: 'unknown' }),
    )
  })
})

test('a store that fails once ends the handle, not the connection, which can be resumed', async () => {
  const rows = new Map<string, Row>()
  const table = createTable(rows)
  let isDown = false
  const failing: ConnectionTable = {
    ...table,
    replace: (row, revision) => (isDown ? Promise.reject(new Error('down')) : table.replace(row, revision)),
  }
  const bank = createMemoryBank()
  const { port, userId } = bank
  const kept = await keepConnection(port, createTableStore(failing), 'c-1', { userId, institutionId: 'AU00000' })()
  const handle = E.isRight(kept) ? kept.right : expect.fail('not kept')
  await bank.advance(1)
  isDown = true
  handle.submit({ loginId: 'jared', password: 'django' })
  expect(await handle.ended()).toMatchObject(E.left({ _tag: 'StoreUnavailable', operation: 'save' }))
  expect(Object.keys(bank.world().jobs)).toStrictEqual([])
  isDown = false
  const resumed = await resumeAll(port, createTableStore(table))

  expect(E.isRight(resumed) && resumed.right.handles.get('c-1')?.view()._tag).toBe('Collecting')
})
