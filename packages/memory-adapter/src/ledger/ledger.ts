import { DAY_MS, dayOf } from '../world/dates.ts'
import { hash } from '../world/hash.ts'
import type { AccountPlan } from './account-plans.ts'
import type { EntryKind } from './entry-kinds.ts'

/** What decides every transaction of an account. */
interface LedgerSource {
  readonly plan: AccountPlan
  /** From which everything is drawn. */
  readonly key: number
  /** When the first transaction may have been, in milliseconds since the Unix epoch. */
  readonly openedAt: number
}

/** One transaction. */
export interface LedgerEntry {
  /** Its place in time: 0 is the oldest. */
  readonly index: number
  /** When it was made, in milliseconds since the Unix epoch; it is posted {@link POSTING_MS} later. */
  readonly at: number
  readonly cents: number
  /** After it. */
  readonly balanceCents: number
  readonly kind: EntryKind
  readonly description: string
}

/** The transactions of an account, each of which can be had without those before it. */
export interface Ledger {
  /** How many were made until a time, itself included. */
  readonly countAt: (time: number) => number
  /** When a transaction was made. */
  readonly timeOf: (index: number) => number
  readonly entryAt: (index: number) => LedgerEntry
  /** The balance after so many transactions. */
  readonly balanceAfter: (count: number) => number
}

/** How far back transactions go: two years of 365 days. */
export const HISTORY_MS: number = 730 * DAY_MS

/** How long a transaction is pending. */
export const POSTING_MS: number = 2 * DAY_MS

/**
 * Opens the ledger of an account. Transactions are drawn one by one, except the last of each block, which brings the
 * balance to a checkpoint: so a balance costs a block at most. Pure, but for remembering the last block it made.
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

/** A transaction's direction; one of nothing is a credit. */
export const directionOf = (cents: number): 'debit' | 'credit' => (cents < 0 ? 'debit' : 'credit')

/** The day of posting, as whole days since the Unix epoch. */
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

/** A whole number of a range, its ends included. */
const between = ([least, greatest]: readonly [number, number], drawn: number): number =>
  Math.floor(least + part(drawn) * (greatest - least + 1))

const part = (drawn: number): number => drawn / 0x1_0000_0000
