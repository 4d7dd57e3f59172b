import { either as E, type taskEither as TE } from 'fp-ts'
import type { StoreFailure } from '../failure/store-failure.ts'
import type { ConnectionStore } from '../store/connection-store.ts'
import { assertLaw, settleDown } from './assert-law.ts'

/** What the laws of stores are checked on: two ways into one store that is empty, such as two processes have. */
export interface StoreLawSubject {
  readonly store: ConnectionStore
  /** May be the same when there is one way only. */
  readonly other: ConnectionStore
}

/** One promise that every {@link ConnectionStore} keeps. Runner-free: a law is a value. */
export interface StoreLaw {
  /** In the words of RFC 2119; also the name of its test. */
  readonly name: string
  /** Right when the law holds; left with what was seen instead. */
  readonly check: (subject: StoreLawSubject) => Promise<E.Either<unknown, 'holds'>>
}

/** Such as a saved connection is, with what JSON can hold. */
const content = (n: number): object => ({ machine: 'connection', n, memory: { text: 'Zoë\n"’\u0000', none: null } })

const conflict = (id: string) => E.left({ _tag: 'StoreConflict', id })

/** What a call gave that must succeed; else what it gave instead is what the law has seen. */
const got = async <A>(call: TE.TaskEither<StoreFailure, A>): Promise<A> => {
  const result = await call()
  if (E.isLeft(result)) return Promise.reject(result.left)
  return result.right
}

/** What was not to fail, and did, is what was seen. */
const law = (name: string, check: (subject: StoreLawSubject) => Promise<E.Either<unknown, 'holds'>>): StoreLaw => ({
  name,
  check: (subject) => check(subject).catch((seen: unknown) => E.left({ failed: seen })),
})

const savedIn = async (store: ConnectionStore, id: string): Promise<unknown> => (await got(store.load(id)))?.saved

/** Ids that no store may take: they are none, lead elsewhere, or mean something to some file system. */
const BAD_IDS: readonly unknown[] = [
  ...['', '.', '..', '../c', 'a/b', 'a\\b', 'c.1', 'a b', 'ä', 'a\u0000', 'a\n', 'a:b', '~', '%2e', 'x'.repeat(101)],
  ...[null, undefined, 7, {}, ['a']],
]

/** Of the same revision, many at a time. */
const RIVALS = 12

/** Each law is checked on a store of its own. */
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
  law('MUST give null for what was never saved, and list nothing', async ({ store }) =>
    assertLaw([await got(store.load('c-1')), await got(store.list())], [null, []]),
  ),
  law('MUST give what was saved last, with its revision, to everybody', async ({ store, other }) => {
    const first = await got(store.save('c-1', content(1), null))
    const second = await got(other.save('c-1', content(2), first))
    const loaded = [await got(store.load('c-1')), await got(other.load('c-1'))]
    return assertLaw(loaded, Array(2).fill({ saved: content(2), revision: second }))
  }),
  law(
    'MUST keep a copy: what is changed after it was saved, or was loaded, is not changed in it',
    async ({ store }) => {
      const mine = { list: [1] }
      await got(store.save('c-1', mine, null))
      mine.list.push(2)
      const loaded = (await savedIn(store, 'c-1')) as { readonly list: number[] }
      loaded.list.push(3)
      return assertLaw(await savedIn(store, 'c-1'), { list: [1] })
    },
  ),
  law('MUST refuse to begin what is there already, and leave it as it is', async ({ store, other }) => {
    const revision = await got(store.save('c-1', content(1), null))
    const refused = await other.save('c-1', content(2), null)()
    return assertLaw([refused, await got(store.load('c-1'))], [conflict('c-1'), { saved: content(1), revision }])
  }),
  law('MUST refuse to go on from any revision but the last, and leave all as it is', async ({ store, other }) => {
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
  }),
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
  law('MUST lose nothing of what many add in turn', async ({ store, other }) => {
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
  law('MUST refuse who goes on from before a deletion, also once it has begun anew', async ({ store, other }) => {
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
  }),
  law('MUST take the deletion of what is not there for done', async ({ store }) =>
    assertLaw(await store.delete('c-1')(), E.right(undefined)),
  ),
  law('MUST keep ids apart, also those that differ in case only, and list each once', async ({ store, other }) => {
    const ids = ['A', 'a', 'con', 'x'.repeat(100), 'X'.repeat(100), '-', '_', '__proto__', 'constructor']
    for (const [n, id] of ids.entries()) {
      const revision = await got(store.save(id, content(0), null))
      await got(other.save(id, content(n), revision))
    }
    const listed = [...(await got(other.list()))].sort()
    const loaded = await Promise.all(ids.map((id) => savedIn(store, id)))
    return assertLaw([listed, loaded], [[...ids].sort(), ids.map((_, n) => content(n))])
  }),
  law('MUST refuse an id of another form with InputInvalid', async ({ store }) => {
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
