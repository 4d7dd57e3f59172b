import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionStore, StoreFailure } from '@bank-connection/core'
import { createFileStore } from '@bank-connection/stores/file'
import { either as E, type taskEither as TE } from 'fp-ts'
import { describe, expect, onTestFinished, test } from 'vitest'

const ID = 'User-1'
const CONTENT = { machine: 'connection', at: 'creating', memory: { text: 'Zoë' } }

const got = async <A>(call: TE.TaskEither<StoreFailure, A>): Promise<A> => {
  const result = await call()
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** A new store, its folder, and the folder of the connection. */
const fresh = async (): Promise<{ store: ConnectionStore; folder: string; path: string }> => {
  const outer = await mkdtemp(join(tmpdir(), 'file-store-'))
  onTestFinished(() => rm(outer, { recursive: true, force: true }))
  const folder = join(outer, 'connections')
  return { store: createFileStore({ folder }), folder, path: join(folder, 'connection-+user-1') }
}

/** A store with a connection that was saved three times. */
const saved = async () => {
  const place = await fresh()
  let revision: string | null = null
  for (const n of [1, 2, 3]) revision = await got(place.store.save(ID, { ...CONTENT, n }, revision))
  return { ...place, revision: revision ?? '' }
}

const dataIn = async (path: string): Promise<string> => {
  const [name, other] = (await readdir(path)).filter((each) => each.endsWith('.json'))
  if (name === undefined || other !== undefined) throw new Error('expected one file')
  return join(path, name)
}

const UUID = '2f47a8e7-996c-4cc2-8e42-5e51c2febcec'

describe('a file store', () => {
  test('keeps one revision of a connection, which only this user can read', async () => {
    const { folder, path, revision } = await saved()
    expect((await readdir(path)).sort()).toStrictEqual([`${revision}.head`, `${revision}.json`])
    expect(await readdir(folder)).toStrictEqual(['connection-+user-1'])
    const modes = await Promise.all([folder, path, await dataIn(path)].map(async (each) => (await stat(each)).mode))
    expect(modes.map((mode) => mode & 0o777)).toStrictEqual([0o700, 0o700, 0o600])
    expect(JSON.parse(await readFile(await dataIn(path), 'utf8'))).toStrictEqual({ ...CONTENT, n: 3 })
  })

  test('can be opened again later', async () => {
    const { folder, revision } = await saved()
    expect(await createFileStore({ folder }).load(ID)()).toStrictEqual(
      E.right({ saved: { ...CONTENT, n: 3 }, revision }),
    )
  })

  test.each([
    ['a data file without a head', `4-${UUID}.json`, '{"at":"cre'],
    ['the data file of a rejected save', `3-${UUID}.json`, '{}'],
    ['an old data file', `2-${UUID}.json`, '{"n":2}'],
    ['a file of another program', 'notes.txt', 'x'],
  ])('loads the last complete revision and continues from it, if a crash has left %s', async (_, name, text) => {
    const { store, path, revision } = await saved()
    await writeFile(join(path, name), text)
    expect(await store.load(ID)()).toStrictEqual(E.right({ saved: { ...CONTENT, n: 3 }, revision }))
    let next = revision
    for (const n of [4, 5]) next = await got(store.save(ID, { ...CONTENT, n }, next))
    expect(await got(store.load(ID))).toStrictEqual({ saved: { ...CONTENT, n: 5 }, revision: next })
    const others = name === 'notes.txt' ? [name] : []
    expect((await readdir(path)).sort()).toStrictEqual([`${next}.head`, `${next}.json`, ...others].sort())
  })

  test('keeps the data file of a later revision, which another process may be saving', async () => {
    const { store, path, revision } = await saved()
    await writeFile(join(path, `5-${UUID}.json`), '{}')
    await got(store.save(ID, CONTENT, revision))
    expect(await readdir(path)).toContain(`5-${UUID}.json`)
  })

  test('ignores and deletes connections whose creation or deletion was interrupted', async () => {
    const { store, folder } = await fresh()
    const names = [`.new-${UUID}`, `.new-young`, `.old-${UUID}`]
    for (const name of names) await mkdir(join(folder, name), { recursive: true })
    const anHourAgo = new Date(Date.now() - 3_600_000)
    await writeFile(join(folder, `.new-${UUID}`, `1-${UUID}.json`), '{}')
    await utimes(join(folder, `.new-${UUID}`), anHourAgo, anHourAgo)
    expect(await store.list()()).toStrictEqual(E.right([]))
    await got(store.save(ID, CONTENT, null))
    expect((await readdir(folder)).sort()).toStrictEqual(['.new-young', 'connection-+user-1'])
    expect(await store.list()()).toStrictEqual(E.right([ID]))
  })

  test('does not list folders of other programs', async () => {
    const { store, folder } = await fresh()
    for (const name of ['connection-', 'connection-ä', 'connection-A', 'lost+found'])
      await mkdir(join(folder, name), { recursive: true })
    expect(await store.list()()).toStrictEqual(E.right([]))
  })

  test('leaves no files behind after a deletion', async () => {
    const { store, folder } = await saved()
    await got(store.delete(ID))
    expect(await readdir(folder)).toStrictEqual([])
  })

  test('reports a file that is truncated anywhere, or not UTF-8, as corrupt', async () => {
    const { store, path } = await saved()
    const file = await dataIn(path)
    const { size } = await stat(file)
    const corrupt = E.left({ _tag: 'StoreCorrupt', id: ID })
    await writeFile(file, Buffer.from('{"at":"\xff"}', 'latin1'))
    expect(await store.load(ID)()).toStrictEqual(corrupt)
    await writeFile(file, '"a text"'.padEnd(size))
    expect(await store.load(ID)()).toStrictEqual(corrupt)
    await writeFile(file, JSON.stringify({ ...CONTENT, n: 3 }))
    for (let left = size - 1; left >= 0; left--) {
      await truncate(file, left)
      expect(await store.load(ID)(), `${left} bytes`).toStrictEqual(corrupt)
    }
    await rm(file)
    expect(await store.load(ID)()).toStrictEqual(corrupt)
    expect(await store.delete(ID)()).toStrictEqual(E.right(undefined))
    expect(await store.load(ID)()).toStrictEqual(E.right(null))
  })

  test('is unavailable, with the reason, if its folder is a file', async () => {
    const { store, folder } = await fresh()
    await writeFile(folder, '')
    const unavailable = (operation: string, reason = 'ENOTDIR') =>
      E.left({ _tag: 'StoreUnavailable', operation, reason })
    expect([
      await store.load(ID)(),
      await store.save(ID, CONTENT, null)(),
      await store.save(ID, CONTENT, `1-${UUID}`)(),
      await store.delete(ID)(),
      await store.list()(),
    ]).toStrictEqual([
      unavailable('load'),
      unavailable('save', 'EEXIST'),
      unavailable('save'),
      unavailable('delete'),
      unavailable('list'),
    ])
  })

  test('cannot be created without a folder', () => {
    expect(() => createFileStore({ folder: '' })).toThrow('folder')
    expect(() => createFileStore({} as never)).toThrow('folder')
  })
})
