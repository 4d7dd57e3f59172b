import { notFound, problems } from '../errors/api-error.ts'
import { type FilterRules, meets, parseFilter } from '../http/filter.ts'
import { absoluteUrl } from '../http/links.ts'
import { type Handler, respondJson, respondProblem } from '../http/request.ts'
import { type BankInstitution, hasChallengeStep, isByToken } from '../world/institutions.ts'
import { averageDurations } from '../world/step-durations.ts'
import { findInstitution, type World } from '../world/world.ts'

/** @source Basiq API v2.1, GET /institutions: not paged; its filters */
export const listInstitutions: Handler = (context) => {
  const { world, query } = context
  const criteria = parseFilter(query.get('filter'), RULES)
  if (criteria === null) return respondProblem(context, problems.filterNotValid)
  const data = world.setup.institutions
    .map((institution) => institutionBody(world, institution))
    .filter((body) => FIELDS.every((field) => meets(criteria, `institution.${field}`, body[field])))
  const self = absoluteUrl(world, context.request.path)
  return respondJson(context, 200, { type: 'list', totalCount: data.length, data, links: { self } })
}

/** @source Basiq API v2.1, GET /institutions/{institutionId} */
export const readInstitution: Handler = (context) => {
  const institution = findInstitution(context.world, context.params[0] ?? '')
  if (institution === null) return respondProblem(context, notFound('Requested institution does not exist.'))
  return respondJson(context, 200, institutionBody(context.world, institution))
}

const FIELDS = ['country', 'tier', 'authorization', 'serviceType', 'institutionType', 'stage'] as const

const RULES: FilterRules = {
  'institution.country': ['eq', 'ne', 'in'],
  'institution.tier': ['eq', 'ne', 'in'],
  'institution.authorization': ['eq', 'ne', 'in'],
  'institution.serviceType': ['eq', 'ne'],
  'institution.institutionType': ['eq', 'ne'],
  'institution.stage': ['eq', 'ne'],
}

/** @source Basiq API v2.1, GET /institutions/{institutionId}, recorded response */
const institutionBody = (world: World, institution: BankInstitution) => ({
  type: 'institution',
  id: institution.id,
  name: institution.name,
  shortName: institution.shortName ?? institution.name,
  institutionType: institution.institutionType ?? 'Test Bank',
  country: institution.country ?? 'Australia',
  serviceName: 'Test',
  serviceType: institution.serviceType ?? 'Test',
  ...captions(institution),
  tier: institution.tier ?? '4',
  authorization: institution.authorization,
  features: features(institution),
  forgottenPasswordUrl: `https://bank.example/${institution.id}/forgotten-password`,
  stage: institution.stage ?? 'live',
  status: institution.status ?? 'operational',
  stats: {
    averageDurationMs:
      institution.hasStats === false ? null : averageDurations(world.setup.durations, world.setup.seed, institution),
  },
  logo: {
    type: 'image',
    colors: null,
    links: {
      square: `https://bank.example/logo/${institution.id}.svg`,
      full: `https://bank.example/logo/${institution.id}-full.svg`,
    },
  },
  links: { self: absoluteUrl(world, `/institutions/${institution.id}`) },
})

const captions = (institution: BankInstitution): Readonly<Record<string, string>> => ({
  ...(isByToken(institution)
    ? { userTokenCaption: 'User token' }
    : { loginIdCaption: 'Login', passwordCaption: 'Password' }),
  ...(institution.securityCodeCaption === undefined ? {} : { securityCodeCaption: institution.securityCodeCaption }),
  ...(institution.secondaryLoginIdCaption === undefined
    ? {}
    : { secondaryLoginIdCaption: institution.secondaryLoginIdCaption }),
})

const features = (institution: BankInstitution) => ({
  login: ['web'],
  mfaChallenge: hasChallengeStep(institution) ? ['web'] : [],
  accounts: fromWeb([
    'accountNo',
    'name',
    'currency',
    'balance',
    'availableFunds',
    'lastUpdated',
    'accountHolder',
    'meta',
  ]),
  transactions: fromWeb(['status', 'description', 'date', 'amount', 'balance', 'class']),
  profile: fromWeb([
    'fullName',
    'firstName',
    'lastName',
    'middleName',
    'phoneNumbers',
    'emailAddresses',
    'physicalAddresses',
  ]),
})

const fromWeb = (fields: readonly string[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(fields.map((field) => [field, ['web']]))
