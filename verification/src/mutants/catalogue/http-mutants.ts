import type { Mutant } from './mutant.ts'

const BANK = 'packages/http-adapter/src/http-bank.ts'
const EXECUTE = 'packages/http-adapter/src/request/execute-request.ts'
const RETRY = 'packages/http-adapter/src/retry/retry.ts'
const TOKENS = 'packages/http-adapter/src/auth/token-cache.ts'
const FETCH = 'packages/http-adapter/src/transport/fetch-transport.ts'

/** Bugs in the HTTP adapter; earlier clients had the first two. */
export const mutantsOfHttp: readonly Mutant[] = [
  {
    name: 'the token is sent to the target of a redirect',
    file: FETCH,
    from: '  const response = head.right\n',
    to: `  const elsewhere = head.right.headers.get('location')
  const response = elsewhere === null ? head.right : await fetch(elsewhere, init)
`,
  },
  {
    name: 'a create whose response was lost is sent again',
    file: BANK,
    from: "const isSafe = request.method === 'GET'",
    to: "const isSafe = request.method !== 'DELETE'",
  },
  {
    name: 'redirects are followed',
    file: FETCH,
    from: "    redirect: 'manual',\n    signal,",
    to: "    redirect: 'follow' as 'manual',\n    signal,",
  },
  {
    name: 'Retry-After is ignored',
    file: RETRY,
    from: '  Math.ceil(retryAfter ?? 0) +\n',
    to: '  Math.ceil((retryAfter ?? 0) * 0) +\n',
  },
  {
    name: 'a request is repeated more often than the policy allows',
    file: EXECUTE,
    from: 'attempt >= policy.attemptsMax',
    to: 'attempt > policy.attemptsMax',
  },
  {
    name: 'a 429 does not throttle requests',
    file: EXECUTE,
    from: 'if (response.right.status === 429) throttle.slowDown(at, now, retryAfter)',
    to: 'if (response.right.status === 428) throttle.slowDown(at, now, retryAfter)',
  },
  {
    name: 'hooks receive the headers of a request',
    file: EXECUTE,
    from: 'template, at }\n',
    to: 'template, at, ...request.headers }\n',
  },
  {
    name: 'a rejected token is not renewed',
    file: BANK,
    from: '!tokens.invalidate(request.scope, token) || renewals > 0',
    to: 'renewals >= 0',
  },
  {
    name: 'a token is requested before every request',
    file: TOKENS,
    from: 'if (entry.token !== null && now < entry.validUntil) {',
    to: 'if (entry.token !== null && now < 0) {',
  },
]
