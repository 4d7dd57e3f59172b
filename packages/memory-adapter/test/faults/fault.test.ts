import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { type ActiveRule, takeFault } from '../../src/faults/fault.ts'
import { readFaultRule } from '../../src/faults/read-fault.ts'

const everywhere = { times: 1, after: 0, method: null, path: null }

test.each([
  [{ fault: 'reset' }, { fault: 'reset', ...everywhere }],
  [
    { fault: 'lost-answer', times: 3 },
    { fault: 'lost-answer', ...everywhere, times: 3 },
  ],
  [
    { fault: 'truncated', method: 'GET' },
    { fault: 'truncated', ...everywhere, method: 'GET' },
  ],
  [
    { fault: 'empty', path: '/jobs/{jobId}' },
    { fault: 'empty', ...everywhere, path: '/jobs/{jobId}' },
  ],
  [
    { fault: 'delay', ms: 0 },
    { fault: 'delay', ms: 0, ...everywhere },
  ],
  [{ fault: 'html' }, { fault: 'html', status: 502, ...everywhere }],
  [
    { fault: 'html', status: 200 },
    { fault: 'html', status: 200, ...everywhere },
  ],
  [
    { fault: 'status', status: 503 },
    { fault: 'status', status: 503, code: 'service-unavailable', retryAfter: null, ...everywhere },
  ],
  [
    { fault: 'status', status: 418, retryAfter: 5 },
    { fault: 'status', status: 418, code: 'request-not-valid', retryAfter: '5', ...everywhere },
  ],
  [
    { fault: 'status', status: 599, code: 'mine', retryAfter: 'Mon, 05 Jan 2026 00:00:00 GMT' },
    { fault: 'status', status: 599, code: 'mine', retryAfter: 'Mon, 05 Jan 2026 00:00:00 GMT', ...everywhere },
  ],
  [
    { fault: 'status', status: 204 },
    { fault: 'status', status: 204, code: 'request-not-valid', retryAfter: null, ...everywhere },
  ],
  [
    { fault: 'status-after', status: 504, times: null },
    { fault: 'status-after', status: 504, code: 'internal-server-error', retryAfter: null, ...everywhere, times: null },
  ],
  [
    { fault: 'duplicate', after: 2 },
    { fault: 'duplicate', answer: 'first', ...everywhere, after: 2 },
  ],
  [
    { fault: 'late', ms: 864_000_000 },
    { fault: 'late', ms: 864_000_000, ...everywhere },
  ],
  [
    { fault: 'distorted', change: 'two-failed' },
    { fault: 'distorted', change: 'two-failed', ...everywhere },
  ],
])('%j is parsed with defaults', (body, rule) => {
  expect(readFaultRule(body)).toStrictEqual(E.right(rule))
})

test.each([
  ['fault', null],
  ['fault', []],
  ['fault', {}],
  ['fault', { fault: 'toString' }],
  ['times', { fault: 'reset', times: 0 }],
  ['times', { fault: 'reset', times: 1.5 }],
  ['method', { fault: 'reset', method: 'get' }],
  ['path', { fault: 'reset', path: 'jobs' }],
  ['path', { fault: 'reset', path: '/jobs/{id}' }],
  ['path', { fault: 'reset', path: '/jobs?a=1' }],
  ['ms', { fault: 'reset', ms: 5 }],
  ['ms', { fault: 'delay' }],
  ['ms', { fault: 'delay', ms: -1 }],
  ['ms', { fault: 'delay', ms: 600_001 }],
  ['status', { fault: 'status' }],
  ['times', { fault: 'reset', times: '1' }],
  ['after', { fault: 'reset', after: -1 }],
  ['after', { fault: 'reset', after: null }],
  ['ms', { fault: 'late', ms: 864_000_001 }],
  ['answer', { fault: 'duplicate', answer: 'third' }],
  ['change', { fault: 'distorted' }],
  ['change', { fault: 'distorted', change: 'all-success' }],
  ['change', { fault: 'distorted', change: 'toString' }],
  ['status', { fault: 'status', status: 200 }],
  ['status', { fault: 'status', status: 299 }],
  ['status', { fault: 'status', status: 600 }],
  ['status', { fault: 'html', status: 204 }],
  ['code', { fault: 'status', status: 500, code: '' }],
  ['retryAfter', { fault: 'status', status: 500, retryAfter: -1 }],
  ['retryAfter', { fault: 'status', status: 500, retryAfter: 'a\r\nb: c' }],
])('the error names %s for %j', (name, body) => {
  expect(readFaultRule(body)).toMatchObject(
    E.left({
      status: 400,
      source: { parameter: name },
      detail: expect.stringMatching(new RegExp(`^${name}: \\w`, 'u')),
    }),
  )
})

const rule = (rest: Partial<ActiveRule>): ActiveRule => ({ fault: 'reset', ...everywhere, ...rest }) as ActiveRule

const job = { method: 'GET', path: '/jobs/1', template: '/jobs/{jobId}' }
const users = { method: 'POST', path: '/users', template: '/users' }
const user = { method: 'GET', path: '/users/user-1', template: '/users/{userId}' }
const token = { method: 'POST', path: '/token', template: '/token' }
const nowhere = { method: 'GET', path: '/nowhere', template: null }

test.each([
  [{}, [job, users, user, nowhere]],
  [{ method: 'GET' }, [job, user, nowhere]],
  [{ path: '/jobs/{jobId}' }, [job]],
  [{ path: '/users' }, [users]],
  [{ path: '/users/' }, [user]],
  [{ path: '/nowh' }, [nowhere]],
  [{ path: '/' }, [job, users, user, nowhere]],
  [{ path: '/token' }, [token]],
  [{ path: '/token', method: 'GET' }, []],
])('a rule with %j applies to what it names, and to token requests only when it names them', (rest, hit) => {
  const all = [job, users, user, token, nowhere]
  expect(all.filter((target) => takeFault([rule(rest)], target)[0] !== null)).toStrictEqual(hit)
})

test('a rule applies as often as `times`, the first matching one first', () => {
  const rules = [rule({ method: 'DELETE' }), rule({ times: 2 }), rule({ fault: 'empty' })]
  const [one, afterOne] = takeFault(rules, job)
  const [two, afterTwo] = takeFault(afterOne, job)
  const [three, afterThree] = takeFault(afterTwo, job)
  const [four, afterFour] = takeFault(afterThree, job)
  expect([one?.fault, two?.fault, three?.fault, four]).toStrictEqual(['reset', 'reset', 'empty', null])
  expect(afterFour).toStrictEqual([rules[0]])
})

test('a rule with times null never ends', () => {
  const rules = [rule({ times: null })]
  expect(takeFault(rules, job)).toStrictEqual([rules[0], rules])
})

test('a rule skips `after` matching requests, and later rules apply meanwhile', () => {
  const rules = [rule({ after: 2, method: 'GET' }), rule({ fault: 'empty', times: null, path: '/users' })]
  const seen: (string | undefined)[] = []
  let left: readonly ActiveRule[] = rules
  for (const target of [job, users, job, users, job, job]) {
    const [hit, rest] = takeFault(left, target)
    seen.push(hit?.fault)
    left = rest
  }
  expect(seen).toStrictEqual([undefined, 'empty', undefined, 'empty', 'reset', undefined])
})

test('rules are not mutated', () => {
  const rules = [rule({ after: 1 }), rule({ times: 2 })]
  const before = JSON.stringify(rules)
  takeFault(rules, job)
  expect(JSON.stringify(rules)).toBe(before)
})
