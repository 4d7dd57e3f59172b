import { CREDENTIAL_FIELDS } from '../codec/credentials.ts'
import { ErrorCode } from '../codec/error-body.ts'
import { ChallengeMethod, StepStatus, StepTitle } from '../codec/job.ts'
import { STEP_CODES } from '../failure/advice/advice-by-code.ts'

/** Replaces unknown words of the server. */
const LEFT_OUT = '…'

/** Longest text that is kept, in UTF-16 code units. */
const TEXT_LENGTH_MAX = 300

/**
 * Reduces a text of the server to words that its documentation uses; others become `…`. `null` if none is left.
 *
 * Texts about a job arrive after the credentials were dropped, so they cannot be searched for them. A bank may well
 * repeat a login, so no other word is kept. Idempotent.
 */
export const keepKnownWords = (text: string): string | null => {
  let kept = ''
  let gap = ''
  for (const [word = '', , separator = ''] of text.slice(0, TEXT_LENGTH_MAX).matchAll(PIECES)) {
    if (separator !== '') gap = SEPARATORS.test(separator) ? separator : ' '
    else {
      const known = knownWord(word)
      if (known !== LEFT_OUT || !kept.endsWith(LEFT_OUT)) kept += (kept === '' ? '' : gap || ' ') + known
      gap = ''
    }
  }
  return kept === '' || kept === LEFT_OUT ? null : kept + (gap.trim() === '' ? '' : gap.trimEnd())
}

/** Words and the separators between them; `…` counts as a word. */
const PIECES = /([\p{L}\p{M}\p{N}]+|…)|([^\p{L}\p{M}\p{N}…]+)/gu

/** A long separator may be a secret without letters. */
const SEPARATORS = /^[ .,:;!?()'"/_-]{1,3}$/

/**
 * Whether an account is locked decides whether the user may try again, so it is detected even if words run together.
 */
const knownWord = (word: string): string => {
  const lower = word.toLowerCase()
  if (VOCABULARY.has(lower)) return word
  return lower.includes('locked') ? 'locked' : LEFT_OUT
}

/**
 * The words of the documented titles and details, and of others like them.
 *
 * @source Basiq API v2.1, "Codes", "HTTP errors per endpoint", "Create a connection", "Testing"
 */
const DOCUMENTED = `
  2 3rd 500 7 a able aborted accept accepted access accessible account accounts action address affordability after
  again agree agreement all allowed already also an and another answer answered any api app application approval
  approve approved are arguments at attempt attempts attribute authenticate authentication authorization authorize
  available bad bank banking basiq be because been before being between blocked body branch business busy but by call
  can canceled cancelled cannot challenge change changed characters check closed code codes complete completed
  conditions configured conflict connect connected connecting connection connections consent consents contact contains
  content could credential credentials csv currencies currently customer daily data date dates day days dd declined
  deleted denied detail details developers did different digits disabled does down due duplicate during each email
  empty enable enabled encountered end endpoint enter entered entity equal error errors every exceeded exception exist
  existing exists expected expired expiry factor fail failed fails failure feature few field fifth file filter first
  follow for forbidden format forwarded found from fromdate frozen gateway generic got grant granted has have header
  heavy here high hour hours how http id if impossible in inactive income incomplete incorrect information input
  institution insufficient internal interrupted into invalid is issue it its job json key later latest least length
  limit link ll load locked log login long low maintenance mandatory many maximum may message method mfa might minimum
  minute minutes missing mixed mm mobile more most much multi must name need never new next no none not notified
  number of off official old on once one online only operation or other our out over page parameter parameters party
  password passwords pdf pending perform permission permissions phone please possible postdate posted problem
  processed processing product production provide provided query question questions queued range rate reach reached
  read ready refresh refused rejected request requested requests require required requires reset resolve resource
  response responses retrieve retrieved retry returned revoked route row s same sandbox scope second secondary
  security server service session set short should since site sms so some source specified specify started statement
  status step steps still stopped submitted success successful successfully such summary supplied support supported
  suspended system target temporarily temporary terms than that the their them then there these they third this those
  time timed timeout to todate token too transaction transactions try trying two type types unable unauthorised
  unauthorized unavailable under unexpected unknown unlock unprocessable unsupported until up update updated us upgrade
  uploaded user username using valid value values verification verified verify version was we web website went what
  when where which while who whose why will with withdrawn within without would wrong yet you your yyyy
`

/** Words of the server's codes, names and messages, in lower case. */
const VOCABULARY: ReadonlySet<string> = new Set(
  [
    DOCUMENTED,
    ...STEP_CODES,
    ...[ErrorCode, StepTitle, StepStatus, ChallengeMethod].flatMap(({ keys }) => Object.keys(keys)),
    ...CREDENTIAL_FIELDS,
  ]
    .join(' ')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u),
)
