import { sandboxLogins } from '@bank-connection/memory-adapter'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONNECTIONS, connect, createTestClient, dataOf, type TestClient, waitUntilOver } from '../test-client.ts'

/** Long enough for two busy cores. */
const TIMEOUT_MS = 60_000

const TRANSACTIONS = '/users/user-1/transactions'

interface Row {
  readonly id: string
  readonly account: string
  readonly status: string
  readonly direction: string
  readonly class: string
  readonly amount: string
  readonly balance: string
  readonly postDate: string | null
  readonly transactionDate: string
}

interface Page {
  readonly count: number
  readonly size: number
  readonly data: readonly Row[]
  readonly links: { readonly next?: string }
}

interface WireAccount {
  readonly id: string
  readonly balance: string
  readonly availableFunds: string | null
  readonly class: { readonly type: string }
}

const cents = (text: string): number => {
  const [, sign, whole, part] = /^(-?)(\d+)\.(\d\d)$/.exec(text) ?? []
  return (sign === '-' ? -1 : 1) * (Number(whole) * 100 + Number(part))
}

const open = (seed: number, login = 3): TestClient => {
  const client = createTestClient({ seed })
  const { loginId, password } = sandboxLogins[login] ?? {}
  waitUntilOver(client, connect(client, 'AU00000', { loginId, password }))
  return client
}

const pagesOf = (client: TestClient, query: string): readonly Page[] => {
  const pages: Page[] = []
  let path: string | undefined = `${TRANSACTIONS}?${query}`
  while (path !== undefined) {
    const page: Page = client.get(path).body as Page
    pages.push(page)
    path = page.links.next?.replace('https://au-api.basiq.io', '')
  }
  return pages
}

const rowsOf = (pages: readonly Page[]): readonly Row[] => pages.flatMap(({ data }) => data)

const filtered = (filter: string): string => `filter=${encodeURIComponent(filter)}`

const byAccount = (rows: readonly Row[]): readonly (readonly Row[])[] =>
  [...new Set(rows.map(({ account }) => account))].map((account) => rows.filter((row) => row.account === account))

test(
  'with any limit the pages contain every transaction once, in the same order, with the right size',
  () => {
    const client = open(5)
    const all = rowsOf(pagesOf(client, 'limit=500'))
    const limits = new Set<string>()
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(1, 2, 499, 500), fc.integer({ min: 1, max: 500 })),
        fc.nat(),
        (limit, start) => {
          const account = all[start % all.length]?.account ?? ''
          const own = all.filter((row) => row.account === account)
          const isWhole = limit > 20
          const pages = pagesOf(
            client,
            `limit=${limit}${isWhole ? '' : `&${filtered(`account.id.eq('${account}'),transaction.direction.eq('credit')`)}`}`,
          )
          const expected = isWhole ? all : own.filter(({ direction }) => direction === 'credit')
          limits.add(isWhole ? 'whole' : 'part')
          expect(rowsOf(pages)).toStrictEqual(expected)
          expect(pages.every(({ size, count, data }) => size === expected.length && count === data.length)).toBe(true)
          expect(pages.slice(0, -1).every(({ count }) => count === limit)).toBe(true)
        },
      ),
      {
        numRuns: 9,
        examples: [
          [1, 0],
          [7, 3_000],
          [499, 0],
          [500, 0],
        ],
      },
    )
    expect(limits.size).toBe(2)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(byAccount(all).length).toBeGreaterThanOrEqual(3)
  },
  TIMEOUT_MS,
)

test(
  'balances follow from amounts, and the last ones are those of the accounts',
  () => {
    let pending = 0
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.nat({ max: 5 }), (seed, login) => {
        const client = open(seed, login)
        const rows = rowsOf(pagesOf(client, 'limit=500'))
        const accounts = dataOf<WireAccount>(client.get('/users/user-1/accounts'))
        expect(accounts.length).toBeGreaterThanOrEqual(3)
        expect(accounts.length).toBeLessThanOrEqual(5)
        expect(new Set(accounts.map(({ class: { type } }) => type)).size).toBe(accounts.length)
        for (const {
          id,
          balance,
          availableFunds,
          class: { type },
        } of accounts) {
          const own = rows.filter(({ account }) => account === id)
          const gaps = own
            .slice(0, -1)
            .filter((row, i) => cents(row.balance) - cents(row.amount) !== cents(own[i + 1]?.balance ?? ''))
          expect(gaps).toStrictEqual([])
          const first = own.at(-1)
          const sum = own.reduce((total, { amount }) => total + cents(amount), 0)
          expect(cents(first?.balance ?? '') - cents(first?.amount ?? '') + sum).toBe(cents(own[0]?.balance ?? ''))
          expect(own.find(({ status }) => status === 'posted')?.balance).toBe(balance)
          expect(type === 'transaction' ? availableFunds : own[0]?.balance).toBe(own[0]?.balance)
          expect(own.every(({ amount, direction }) => cents(amount) < 0 === (direction === 'debit'))).toBe(true)
          expect(own.length).toBeGreaterThan(190)
          pending += own.filter(({ status }) => status === 'pending').length
        }
      }),
      { numRuns: 6 },
    )
    expect(pending).toBeGreaterThan(10)
  },
  TIMEOUT_MS,
)

test('transactions are ordered pending first, then latest first', () => {
  for (const rows of byAccount(rowsOf(pagesOf(open(9), 'limit=500')))) {
    const statuses = rows.map(({ status }) => status)
    expect(statuses).toStrictEqual([...statuses].sort())
    const days = rows.flatMap(({ postDate }) => (postDate === null ? [] : [postDate]))
    expect(days).toStrictEqual([...days].sort().reverse())
    expect(rows.every(({ status, postDate }) => (status === 'pending') === (postDate === null))).toBe(true)
    expect(days[0]?.slice(0, 4)).toBe('2026')
    expect(days.at(-1)?.slice(0, 7)).toBe('2024-01')
  }
})

test('a refresh keeps posted transactions, posts pending ones, and assigns new ids to the rest', () => {
  const client = open(9)
  const before = rowsOf(pagesOf(client, 'limit=500'))
  const refresh = (): readonly Row[] => {
    const [connection] = dataOf<{ readonly id: string }>(client.get(CONNECTIONS))
    waitUntilOver(client, (client.post(`${CONNECTIONS}/${connection?.id}/refresh`).body as { readonly id: string }).id)
    return rowsOf(pagesOf(client, 'limit=500'))
  }
  const soon = refresh()
  const idsOf = (rows: readonly Row[], status: string) =>
    rows.filter((row) => row.status === status).map(({ id }) => id)
  expect(idsOf(soon, 'pending').filter((id) => idsOf(before, 'pending').includes(id))).toStrictEqual([])
  client.advance(10 * 86_400_000)
  const later = refresh()
  const posted = new Set(idsOf(later, 'posted'))
  expect(idsOf(before, 'posted').filter((id) => !posted.has(id))).toStrictEqual([])
  expect(idsOf(before, 'pending').length).toBeGreaterThan(0)
  const find = ({ account, balance, amount, transactionDate }: Row) =>
    later.find(
      (row) =>
        row.account === account &&
        row.balance === balance &&
        row.amount === amount &&
        row.transactionDate === transactionDate,
    )
  expect(before.filter(({ status }) => status === 'pending').map((row) => find(row)?.status)).toStrictEqual(
    idsOf(before, 'pending').map(() => 'posted'),
  )
  expect(later.length).toBeGreaterThan(before.length)
})

test('a cursor from before a refresh still works', () => {
  const client = open(9)
  const before = rowsOf(pagesOf(client, 'limit=500'))
  const [first] = [client.get(`${TRANSACTIONS}?limit=50`).body as Page]
  const [connection] = dataOf<{ readonly id: string }>(client.get(CONNECTIONS))
  client.advance(5 * 86_400_000)
  waitUntilOver(client, (client.post(`${CONNECTIONS}/${connection?.id}/refresh`).body as { readonly id: string }).id)
  const next = client.get(first?.links.next?.replace('https://au-api.basiq.io', '') ?? '').body as Page
  expect(next.data.map(({ id }) => id)).toStrictEqual(before.slice(50, 100).map(({ id }) => id))
})

test('a filter returns exactly the transactions that meet all its conditions', () => {
  const client = open(9)
  const all = rowsOf(pagesOf(client, ''))
  const [account] = dataOf<WireAccount>(client.get('/users/user-1/accounts'))
  const [connection] = dataOf<{ readonly id: string }>(client.get(CONNECTIONS))
  const day = ({ postDate }: Row): string => postDate?.slice(0, 10) ?? ''
  const isPosted = ({ postDate }: Row): boolean => postDate !== null
  const cases: readonly (readonly [string, (row: Row) => boolean])[] = [
    [`account.id.eq('${account?.id}')`, (row) => row.account === account?.id],
    [`connection.id.eq('${connection?.id}')`, () => true],
    ["connection.id.eq('none')", () => false],
    ["institution.id.eq('AU00000')", () => true],
    ["institution.id.eq('AU00001')", () => false],
    ["transaction.status.eq('pending')", (row) => row.status === 'pending'],
    ["transaction.direction.eq('credit')", (row) => row.direction === 'credit'],
    ["transaction.class.eq('bank-fee')", (row) => row.class === 'bank-fee'],
    [
      "transaction.postDate.bt('2025-03-01','2025-03-31')",
      (row) => isPosted(row) && day(row) >= '2025-03-01' && day(row) <= '2025-03-31',
    ],
    ["transaction.postDate.gt('2025-12-24')", (row) => isPosted(row) && day(row) > '2025-12-24'],
    ["transaction.postDate.gteq('2025-12-24')", (row) => isPosted(row) && day(row) >= '2025-12-24'],
    ["transaction.postDate.lt('2024-02-01')", (row) => isPosted(row) && day(row) < '2024-02-01'],
    ["transaction.postDate.lteq('2024-02-01')", (row) => isPosted(row) && day(row) <= '2024-02-01'],
    ["transaction.postDate.eq('2025-12-24')", (row) => isPosted(row) && day(row) === '2025-12-24'],
    [
      `account.id.eq('${account?.id}'),transaction.direction.eq('debit'),transaction.postDate.gteq('2025-01-01'),transaction.postDate.lteq('2025-06-30')`,
      (row) =>
        row.account === account?.id &&
        row.direction === 'debit' &&
        isPosted(row) &&
        day(row) >= '2025-01-01' &&
        day(row) <= '2025-06-30',
    ],
  ]
  const sizes = cases.map(([filter, matches]) => {
    const pages = pagesOf(client, `limit=300&${filtered(filter)}`)
    expect(rowsOf(pages)).toStrictEqual(all.filter(matches))
    expect(pages[0]?.size).toBe(all.filter(matches).length)
    return all.filter(matches).length
  })
  expect(sizes.filter((size) => size === 0)).toHaveLength(2)
})

test('accounts can be filtered by id, connection and institution', () => {
  const client = open(9)
  waitUntilOver(client, connect(client, 'AU00001'))
  const all = dataOf<WireAccount & { readonly institution: string; readonly connection: string }>(
    client.get('/users/user-1/accounts'),
  )
  const found = (filter: string): readonly string[] =>
    dataOf<WireAccount>(client.get(`/users/user-1/accounts?${filtered(filter)}`)).map(({ id }) => id)
  const one = all[1]
  expect(found(`account.id.eq('${one?.id}')`)).toStrictEqual([one?.id])
  expect(found(`account.id.ne('${one?.id}')`)).toStrictEqual(all.map(({ id }) => id).filter((id) => id !== one?.id))
  expect(found(`connection.id.eq('${one?.connection}')`)).toStrictEqual(
    all.filter(({ connection }) => connection === one?.connection).map(({ id }) => id),
  )
  expect(found("institution.id.eq('AU00001')")).toStrictEqual(
    all.filter(({ institution }) => institution === 'AU00001').map(({ id }) => id),
  )
  expect(found("institution.id.eq('AU00001')").length).toBeGreaterThanOrEqual(3)
  expect(found("institution.id.eq('AU00002')")).toStrictEqual([])
  expect(client.get(`/users/user-1/accounts/${one?.id}`).body).toStrictEqual(one)
})

test('institutions can be filtered, and are counted', () => {
  const client = createTestClient()
  const found = (filter: string): readonly string[] => {
    const response = client.get(`/institutions?${filtered(filter)}`)
    const ids = dataOf<{ readonly id: string }>(response).map(({ id }) => id)
    expect(response.body).toMatchObject({ totalCount: ids.length })
    return ids
  }
  expect(found("institution.authorization.eq('user-mfa')")).toStrictEqual(['AU00002'])
  expect(found("institution.authorization.in('user-mfa','token')")).toStrictEqual(['AU00002', 'AU19301'])
  expect(found("institution.authorization.ne('user')")).toStrictEqual(['AU00002', 'AU00003', 'AU19301', 'AU90002'])
  expect(found("institution.institutionType.eq('Government'),institution.tier.eq('4')")).toStrictEqual(['AU00004'])
  expect(found("institution.country.eq('New Zealand')")).toStrictEqual([])
})
