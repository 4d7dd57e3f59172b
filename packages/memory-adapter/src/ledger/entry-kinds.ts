/** A kind of transaction, with its range of amounts. */
export interface EntryKind {
  /** @source Basiq API v2.1, Transactions: `class` */
  readonly class:
    | 'bank-fee'
    | 'payment'
    | 'cash-withdrawal'
    | 'transfer'
    | 'loan-interest'
    | 'refund'
    | 'direct-credit'
    | 'interest'
    | 'loan-repayment'
  readonly descriptions: readonly string[]
  /** Minimum and maximum amount in cents; outgoing money is negative. */
  readonly cents: readonly [number, number]
  readonly subClass: { readonly code: string; readonly title: string } | null
}

/** Creates a kind of transaction; amounts in cents. */
export const entry = (
  kind: EntryKind['class'],
  least: number,
  greatest: number,
  descriptions: readonly string[],
  subClass: EntryKind['subClass'] = null,
): EntryKind => ({ class: kind, descriptions, cents: [least, greatest], subClass })

export const groceries = entry(
  'payment',
  -18_000,
  -900,
  [
    'WOOLWORTHS 1294 NEWTOWN NSW',
    'COLES 0437 FITZROY VIC',
    'ALDI STORES MARRICKVILLE',
    'IGA LOCAL GROCER BONDI',
    'HARRIS FARM MARKETS',
  ],
  { code: '411', title: 'Supermarket and Grocery Stores' },
)
export const dining = entry(
  'payment',
  -7_500,
  -450,
  [
    'SINGLE O SURRY HILLS',
    'GUZMAN Y GOMEZ CBD',
    'MCDONALDS PARRAMATTA',
    'UBER EATS SYDNEY',
    'THE LOCAL CAFE BRUNSWICK',
  ],
  { code: '451', title: 'Cafes, Restaurants and Takeaway Food Services' },
)
export const travel = entry(
  'payment',
  -6_000,
  -320,
  [
    'TRANSPORTFORNSW TAP SYDNEY',
    'MYKI TOP UP MELBOURNE',
    'AMPOL FOODARY 4121',
    'UBER TRIP SYDNEY',
    'SHELL COLES EXPRESS 1788',
  ],
  { code: '462', title: 'Urban Bus and Tramway Transport' },
)
export const household = entry(
  'payment',
  -24_000,
  -1_500,
  [
    'DIRECT DEBIT AGL ENERGY',
    'DIRECT DEBIT TELSTRA',
    'BUNNINGS WAREHOUSE ALEXANDRIA',
    'SYDNEY WATER BPAY',
    'OPTUS BILLING',
  ],
  { code: '263', title: 'Electricity Distribution' },
)
export const shopping = entry(
  'payment',
  -32_000,
  -1_200,
  ['KMART BROADWAY', 'JB HI-FI MELBOURNE CENTRAL', 'CHEMIST WAREHOUSE 2210', 'AMAZON AU MARKETPLACE', 'MYER BOURKE ST'],
  { code: '426', title: 'Department Stores' },
)
export const cash = entry('cash-withdrawal', -40_000, -2_000, [
  'ATM WITHDRAWAL NEWTOWN',
  'ATM WITHDRAWAL SOUTHERN CROSS',
])
export const refund = entry('refund', 900, 14_000, ['REFUND KMART BROADWAY', 'REFUND AMAZON AU'])
export const fee = entry('bank-fee', -600, -250, ['ACCOUNT KEEPING FEE', 'INTERNATIONAL TRANSACTION FEE'])
