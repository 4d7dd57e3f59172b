import { fileURLToPath } from 'node:url'
import { changeNames } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { faultMembers } from '../../src/faults/fault.ts'
import { changeDescriptions, faultDescriptions } from './fault-descriptions.ts'

const PAGE = fileURLToPath(new URL('../../../../docs/faults-on-demand.md', import.meta.url))

const INTRODUCTION = `# Faults on demand

The simulated bank can inject faults into the network, into HTTP responses, and into their bodies. Rules have the same form
in code and over HTTP.

In memory, as an option or at run time:

\`\`\`ts
const bank = createMemoryBank({ faults: [{ fault: 'status', status: 503, path: '/jobs/{jobId}', times: 3 }] })
bank.injectFault({ fault: 'lost-answer', method: 'POST', path: '/users/{userId}/connections' })
bank.faults() // the remaining rules
bank.clearFaults()
\`\`\`

Over HTTP, at a server with control endpoints (\`pnpm sandbox --control\`):

\`\`\`sh
curl -X POST http://127.0.0.1:4010/_sandbox/faults \\
  -d '{"fault":"lost-answer","method":"POST","path":"/users/{userId}/connections"}'
curl http://127.0.0.1:4010/_sandbox/faults
curl -X DELETE http://127.0.0.1:4010/_sandbox/faults
\`\`\`

The other control endpoints are \`advance\`, \`speed\` (\`{"speed":0}\` stops the bank's time, \`{"speed":10}\` runs it ten times as
fast), \`events\`, \`reset\` and \`world\`.

A bank has one list of rules, for its port and for HTTP. To add faults to any other \`Send\`, use
\`withFaults(send, clock, choose)\`, which calls \`choose\` for each request. For property tests,
\`@bank-connection/memory-adapter/testing\` exports the generator \`fault()\`.

## Matching requests

The first rule that matches a request applies.

| member | meaning | default |
| --- | --- | --- |
| \`times\` | number of requests it applies to; \`null\`: all | 1 |
| \`after\` | number of matching requests to skip first | 0 |
| \`method\` | HTTP method; \`null\`: any | \`null\` |
| \`path\` | a path template of the API such as \`/jobs/{jobId}\`, or a prefix of paths; \`null\`: any but \`/token\` | \`null\` |

Token requests are affected over HTTP only, by rules whose \`path\` matches \`/token\`. An invalid rule is rejected with the name
of its member: \`createMemoryBank\` and \`injectFault\` throw, the control endpoint responds with 400. \`bank.reset()\` restores
the initial rules.

## Faults

In memory each fault has the result of a single attempt over HTTP: there are no retries, no throttling and no timeouts.
`

const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)

// `vitest run --project memory-adapter --update` rewrites the page.
test('docs/faults-on-demand.md lists every fault and every change', async () => {
  const faults = Object.entries(faultDescriptions).map(([name, { members, bank, client }]) => [
    `\`${name}\``,
    members,
    bank,
    client,
  ])
  const changes = Object.entries(changeDescriptions).map(([name, what]) => [`\`${name}\``, what])
  const page = [
    INTRODUCTION,
    ...tableOf(['fault', 'members', 'the bank', 'the client'], faults),
    '',
    '## Changes of the body',
    '',
    'Values of `change` for the fault `distorted`. A change that does not apply leaves the body as it is.',
    '',
    ...tableOf(['change', 'effect'], changes),
    '',
  ]
  await expect(page.join('\n')).toMatchFileSnapshot(PAGE)
})

test('the page covers all faults, changes and members', () => {
  expect(Object.keys(faultDescriptions)).toStrictEqual(Object.keys(faultMembers))
  expect(Object.keys(changeDescriptions).sort()).toStrictEqual([...changeNames].sort())
  for (const [name, members] of Object.entries(faultMembers))
    for (const member of name === 'status-after' ? [] : members)
      expect(faultDescriptions[name as keyof typeof faultDescriptions].members).toContain(`\`${member}\``)
})
