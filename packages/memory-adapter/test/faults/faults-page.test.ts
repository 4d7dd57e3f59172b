import { fileURLToPath } from 'node:url'
import { changeNames } from '@bank-connection/memory-adapter'
import { expect, test } from 'vitest'
import { faultMembers } from '../../src/faults/fault.ts'
import { changeWords, faultWords } from './fault-descriptions.ts'

const PAGE = fileURLToPath(new URL('../../../../docs/faults-on-demand.md', import.meta.url))

const INTRODUCTION = `# Faults on demand

The simulated bank makes things go wrong when it is told to: between it and the client, in place of its answers, and in
what they say. The words are the same wherever it is told.

In memory, from the start and while it runs:

\`\`\`ts
const bank = createMemoryBank({ faults: [{ fault: 'status', status: 503, path: '/jobs/{jobId}', times: 3 }] })
bank.injectFault({ fault: 'lost-answer', method: 'POST', path: '/users/{userId}/connections' })
bank.faults() // what may still strike
bank.clearFaults()
\`\`\`

At a bank that is served with its control (\`pnpm sandbox --control\`), by HTTP:

\`\`\`sh
curl -X POST http://127.0.0.1:4010/_sandbox/faults \\
  -d '{"fault":"lost-answer","method":"POST","path":"/users/{userId}/connections"}'
curl http://127.0.0.1:4010/_sandbox/faults
curl -X DELETE http://127.0.0.1:4010/_sandbox/faults
\`\`\`

Beside faults, the control has \`advance\`, \`pace\` (\`{"speed":0}\` stops the bank's time, \`{"speed":10}\` lets it run on ten times
as fast as yours), \`events\`, \`reset\` and \`world\`.

Both see the same rules: a bank has one list of them. Over any other \`Send\`, \`withFaults(send, clock, choose)\` does the same;
\`choose\` is asked for each request. For properties, \`fault()\` of \`@bank-connection/memory-adapter/testing\` draws one.

## Which requests

The first rule that fits a request hits it.

| member | which requests | when absent |
| --- | --- | --- |
| \`times\` | how many it hits; \`null\`: all | 1 |
| \`after\` | how many that fit pass before | 0 |
| \`method\` | with this method; \`null\`: any | \`null\` |
| \`path\` | a path of the API such as \`/jobs/{jobId}\`, or what a path begins with; \`null\`: any but \`/token\` | \`null\` |

The requests for a token are hit over HTTP alone, and only by a rule whose \`path\` names them. A rule that cannot be is
refused with the name of its member: \`createMemoryBank\` and \`disturb\` throw, the control answers 400. \`bank.reset()\` makes
the rules what they were at the start.

## What goes wrong

In memory each fault fails as it does over HTTP for a client that asks once. What an HTTP client does beside that, such as
to ask again, to slow down, or to give up in time, is missing in memory.
`

const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)

// `vitest run --project memory-adapter --update` writes it anew.
test('docs/faults-on-demand.md tells of every fault and of every change', async () => {
  const faults = Object.entries(faultWords).map(([name, { takes, bank, client }]) => [
    `\`${name}\``,
    takes,
    bank,
    client,
  ])
  const changes = Object.entries(changeWords).map(([name, what]) => [`\`${name}\``, what])
  const page = [
    INTRODUCTION,
    ...tableOf(['fault', 'takes', 'the bank', 'the client'], faults),
    '',
    '## What an answer may say',
    '',
    'Each is a `change` of `distorted`. A change that does not apply to an answer leaves it as it is.',
    '',
    ...tableOf(['change', 'what becomes of the answer'], changes),
    '',
  ]
  await expect(page.join('\n')).toMatchFileSnapshot(PAGE)
})

test('the page leaves out no fault, no change and no member', () => {
  expect(Object.keys(faultWords)).toStrictEqual(Object.keys(faultMembers))
  expect(Object.keys(changeWords).sort()).toStrictEqual([...changeNames].sort())
  for (const [name, members] of Object.entries(faultMembers))
    for (const member of name === 'status-after' ? [] : members)
      expect(faultWords[name as keyof typeof faultWords].takes).toContain(`\`${member}\``)
})
