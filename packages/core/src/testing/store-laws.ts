import { either as E, type taskEither as TE } from 'fp-ts'
import type { StoreFailure } from '../failure/store-failure.ts'
import type { ConnectionStore } from '../store/connection-store.ts'
import { assertLaw, settleDown } from './assert-law.ts'

/** The subject of the store laws: two handles of one empty store, like those of two processes. */
export interface StoreLawSubject {
  readonly store: ConnectionStore
  /** May be the same object as `store` when there is only one handle. */
  readonly other: ConnectionStore
}

/** One law that every {@link ConnectionStore} keeps. A law is a value, independent of any test runner. */
export interface StoreLaw {
  /** In the words of RFC 2119; also the name of its test. */
  readonly name: string
  /** Returns a right when the law holds, and a left with the observed value when it does not. */
  readonly check: (subject: StoreLawSubject) => Promise<E.Either<unknown, 'holds'>>
}

/** Content like that of a saved connection, with values that JSON can represent. */
const content = (n: number): object => ({ machine: 'connection', n, memory: { text: 'Zoë\n"’\u0000', none: null } })

const conflict = (id: string) => E.left({ _tag: 'StoreConflict', id })

/** The result of a call that must succeed. A failure becomes the observed value of the law. */
const got = async <A>(call: TE.TaskEither<StoreFailure, A>): Promise<A> => {
  const result = await call()
  if (E.isLeft(result)) return Promise.reject(result.left)
  return result.right
}

/** A law whose observed value is the unexpected failure, if there is one. */
const law = (name: string, check: (subject: StoreLawSubject) => Promise<E.Either<unknown, 'holds'>>): StoreLaw => ({
  name,
  check: (subject) => check(subject).catch((seen: unknown) => E.left({ failed: seen })),
})

const savedIn = async (store: ConnectionStore, id: string): Promise<unknown> => (await got(store.load(id)))?.saved

/** Ids that every store must refuse: empty, a path elsewhere, or special in some file system. */
const BAD_IDS: readonly unknown[] = [
  ...['', '.', '..', '../c', 'a/b', 'a\\b', 'c.1', 'a b', 'ä', 'a\u0000', 'a\n', 'a:b', '~', '%2e', 'x'.repeat(101)],
  ...[null, undefined, 7, {}, ['a']],
]

/** The number of concurrent saves of the same revision. */
const RIVALS = 12

/** Check each law on a fresh store. */
export const storeLaws: readonly StoreLaw[] = [
  law('MUST do nothing before a task is run', async ({ store }) => {
    const save = store.save('c-1', content(1), null)
    await settleDown()
    const before = await got(store.list())
    const revision = await got(save)
    const removal = store.delete('c-1')
    await settleDown()
    const loaded = await got(store.load('c-1'))
    await got(removal)
    return assertLaw([before, loaded?.revision, await got(store.load('c-1'))], [[], revision, null])
  }),
  law('MUST return null for an id that was never saved, and list nothing', async ({ store }) =>
    assertLaw([await got(store.load('c-1')), await got(store.list())], [null, []]),
  ),
  law('MUST return the last saved content and its revision to every reader', async ({ store, other }) => {
    const first = await got(store.save('c-1', content(1), null))
    const second = await got(other.save('c-1', content(2), first))
    const loaded = [await got(store.load('c-1')), await got(other.load('c-1'))]
    return assertLaw(loaded, Array(2).fill({ saved: content(2), revision: second }))
  }),
  law(
    'MUST keep a copy: changing an object after it was saved or loaded does not change the store',
    async ({ store }) => {
      const mine = { list: [1] }
      await got(store.save('c-1', mine, null))
      mine.list.push(2)
      const loaded = (await savedIn(store, 'c-1')) as { readonly list: number[] }
      loaded.list.push(3)
      return assertLaw(await savedIn(store, 'c-1'), { list: [1] })
    },
  ),
  law('MUST refuse to create an entry that exists, and leave it unchanged', async ({ store, other }) => {
    const revision = await got(store.save('c-1', content(1), null))
    const refused = await other.save('c-1', content(2), null)()
    return assertLaw([refused, await got(store.load('c-1'))], [conflict('c-1'), { saved: content(1), revision }])
  }),
  law(
    'MUST refuse to save over any revision but the last, and leave everything unchanged',
    async ({ store, other }) => {
      const first = await got(store.save('c-1', content(1), null))
      const second = await got(store.save('c-1', content(2), first))
      const refused = [
        await other.save('c-1', content(3), first)(),
        await other.save('c-1', content(3), '')(),
        await other.save('c-1', content(3), '../c-2')(),
        await other.save('c-2', content(3), second)(),
      ]
      const left = [await got(store.load('c-1')), await got(store.load('c-2'))]
      const wanted = [conflict('c-1'), conflict('c-1'), conflict('c-1'), conflict('c-2')]
      return assertLaw([refused, left], [wanted, [{ saved: content(2), revision: second }, null]])
    },
  ),
  ...(['begin', 'go on'] as const).map((what) =>
    law(
      `MUST let one of many who ${what} at the same time succeed, and refuse the others`,
      async ({ store, other }) => {
        for (let round = 0; round < 8; round++) {
          const id = `c-${round}`
          const revision = what === 'begin' ? null : await got(store.save(id, content(0), null))
          const saves = Array.from({ length: RIVALS }, (_, i) =>
            (i % 2 ? store : other).save(id, content(i), revision)(),
          )
          const results = await Promise.all(saves)
          const winner = results.findIndex(E.isRight)
          const lost = results.filter((_, i) => i !== winner)
          const verdict = assertLaw(
            [lost, await savedIn(other, id)],
            [Array(RIVALS - 1).fill(conflict(id)), content(winner)],
          )
          if (E.isLeft(verdict)) return verdict
        }
        return E.right('holds')
      },
    ),
  ),
  law('MUST lose no update when many writers add in turn', async ({ store, other }) => {
    const add = async (way: ConnectionStore): Promise<void> => {
      for (let added = 0; added < 8; ) {
        const loaded = await got(way.load('c-1'))
        const { n } = (loaded?.saved ?? { n: 0 }) as { readonly n: number }
        const result = await way.save('c-1', content(n + 1), loaded?.revision ?? null)()
        if (E.isRight(result)) added += 1
        else if (result.left._tag !== 'StoreConflict') return Promise.reject(result.left)
      }
    }
    await Promise.all([add(store), add(other), add(store)])
    return assertLaw(await savedIn(store, 'c-1'), content(24))
  }),
  law(
    'MUST refuse a revision from before a deletion, even after the entry was created again',
    async ({ store, other }) => {
      const first = await got(store.save('c-1', content(1), null))
      await got(other.delete('c-1'))
      const [gone, listed] = [await got(store.load('c-1')), await got(store.list())]
      const refused = await store.save('c-1', content(2), first)()
      await got(other.save('c-1', content(3), null))
      const again = await store.save('c-1', content(4), first)()
      return assertLaw(
        [gone, listed, refused, again, await savedIn(store, 'c-1')],
        [null, [], conflict('c-1'), conflict('c-1'), content(3)],
      )
    },
  ),
  law('MUST accept the deletion of an entry that does not exist', async ({ store }) =>
    assertLaw(await store.delete('c-1')(), E.right(undefined)),
  ),
  law('MUST keep ids apart, even those that differ only in case, and list each id once', async ({ store, other }) => {
    const ids = ['A', 'a', 'con', 'x'.repeat(100), 'X'.repeat(100), '-', '_', '__proto__', 'constructor']
    for (const [n, id] of ids.entries()) {
      const revision = await got(store.save(id, content(0), null))
      await got(other.save(id, content(n), revision))
    }
    const listed = [...(await got(other.list()))].sort()
    const loaded = await Promise.all(ids.map((id) => savedIn(store, id)))
    return assertLaw([listed, loaded], [[...ids].sort(), ids.map((_, n) => content(n))])
  }),
  law('MUST refuse an invalid id with InputInvalid', async ({ store }) => {
    for (const bad of BAD_IDS) {
      const id = bad as string
      const results = [
        await store.load(id)(),
        await store.save(id, content(1), null)(),
        await store.save(id, content(1), '1')(),
        await store.delete(id)(),
      ]
      const tags = results.map((result) => (E.isLeft(result) ? result.left._tag : 'taken'))
      const verdict = assertLaw([id, tags], [id, Array(4).fill('InputInvalid')])
      if (E.isLeft(verdict)) return verdict
    }
    return assertLaw(await got(store.list()), [])
  }),
]
