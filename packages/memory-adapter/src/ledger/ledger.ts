import { DAY_MS, dayOf } from '../world/dates.ts'
import { hash } from '../world/hash.ts'
import type { AccountPlan } from './account-plans.ts'
import type { EntryKind } from './entry-kinds.ts'

/** Determines all transactions of an account. */
interface LedgerSource {
  readonly plan: AccountPlan
  /** Seed of all draws. */
  readonly key: number
  /** Start of the history, in milliseconds since the Unix epoch. */
  readonly openedAt: number
}

/** A transaction. */
export interface LedgerEntry {
  /** 0 is the oldest. */
  readonly index: number
  /** Transaction time, in milliseconds since the Unix epoch; it is posted {@link POSTING_MS} later. */
  readonly at: number
  readonly cents: number
  /** Balance after the transaction. */
  readonly balanceCents: number
  readonly kind: EntryKind
  readonly description: string
}

/** The transactions of an account, with random access. */
export interface Ledger {
  /** Number of transactions until a time, inclusive. */
  readonly countAt: (time: number) => number
  /** Time of a transaction. */
  readonly timeOf: (index: number) => number
  readonly entryAt: (index: number) => LedgerEntry
  /** The balance after `count` transactions. */
  readonly balanceAfter: (count: number) => number
}

/** Length of the history: two years of 365 days. */
export const HISTORY_MS: number = 730 * DAY_MS

/** How long a transaction stays pending. */
export const POSTING_MS: number = 2 * DAY_MS

/**
 * Opens the ledger of an account. The last transaction of each block moves the balance to a checkpoint, so that a balance
 * costs at most one block; the others are drawn independently. Pure, except for a cache of the last block.
 */
export const openLedger = ({ plan, key, openedAt }: LedgerSource): Ledger => {
  const slotMs = HISTORY_MS / between(plan.count, hash(key, 'count'))
  const base = between(plan.baseCents, hash(key, 'base'))
  const checkpoint = (block: number): number =>
    base +
    Math.round(plan.trendCents * block) +
    between([-plan.strayCents, plan.strayCents], hash(key, 'checkpoint', block))
  const timeOf = (index: number): number =>
    Math.floor(openedAt + (index + 0.98 * part(hash(key, 'time', index))) * slotMs)

  let last: readonly LedgerEntry[] = []
  const blockOf = (block: number): readonly LedgerEntry[] => {
    if (last[0]?.index !== block * plan.block) {
      last = makeBlock(plan, key, block, timeOf, checkpoint(block), checkpoint(block + 1))
    }
    return last
  }
  const entryAt = (index: number): LedgerEntry => {
    const entry = blockOf(Math.floor(index / plan.block))[index % plan.block]
    if (entry === undefined) throw new RangeError(`no transaction ${index}`)
    return entry
  }
  return {
    timeOf,
    entryAt,
    countAt: (time) => {
      const sure = Math.max(0, Math.floor((time - openedAt) / slotMs))
      return time >= openedAt && timeOf(sure) <= time ? sure + 1 : sure
    },
    balanceAfter: (count) =>
      count % plan.block === 0 ? checkpoint(count / plan.block) : entryAt(count - 1).balanceCents,
  }
}

/** Direction of a transaction; an amount of 0 is a credit. */
export const directionOf = (cents: number): 'debit' | 'credit' => (cents < 0 ? 'debit' : 'credit')

/** Post date of a transaction made at `at`, as whole days since the Unix epoch. */
export const postDayOf = (at: number): number => dayOf(at + POSTING_MS)

const makeBlock = (
  plan: AccountPlan,
  key: number,
  block: number,
  timeOf: (index: number) => number,
  opening: number,
  closing: number,
): readonly LedgerEntry[] => {
  const entries: LedgerEntry[] = []
  let balance = opening
  for (let place = 0; place < plan.block; place++) {
    const index = block * plan.block + place
    const drawn = hash(key, 'entry', index)
    const isLast = place === plan.block - 1
    const kind = isLast ? closingKind(plan, closing - balance) : kindAt(plan, place, drawn)
    const cents = isLast ? closing - balance : between(kind.cents, hash(drawn, 1))
    balance += cents
    const description = kind.descriptions[hash(drawn, 2) % kind.descriptions.length] ?? ''
    entries.push({ index, at: timeOf(index), cents, balanceCents: balance, kind, description })
  }
  return entries
}

const closingKind = (plan: AccountPlan, cents: number): EntryKind => (cents >= 0 ? plan.closingIn : plan.closingOut)

const kindAt = (plan: AccountPlan, place: number, drawn: number): EntryKind =>
  place === 0 && plan.first !== null ? plan.first : (plan.others[drawn % plan.others.length] ?? plan.closingOut)

/** A whole number in a range, inclusive. */
const between = ([least, greatest]: readonly [number, number], drawn: number): number =>
  Math.floor(least + part(drawn) * (greatest - least + 1))

const part = (drawn: number): number => drawn / 0x1_0000_0000
