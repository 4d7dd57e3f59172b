import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { catalogue, type Fault, groups } from './catalogue.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const PAGE = fileURLToPath(new URL('../../../../docs/faults.md', import.meta.url))

const INTRODUCTION = `# What goes wrong, and what the library does about it

Between a service and the API stand networks, proxies and gateways. This page lists what they do to a request, and
what becomes of it over \`@bank-connection/http-adapter\`. Each row is played by a server that speaks raw bytes, over
undici and over Node's own \`fetch\`; the tests are in \`packages/http-adapter/test/faults\`.

Some rules hold throughout:

- A failure is a value, \`Left\`, with a tag and a reason; no call rejects, and none lasts longer than
  \`limits.callTimeoutMs\`.
- A request that starts a job, and an answer to a challenge, is sent once; again only when it was refused at the door
  for its token (H10, H11). When its answer is lost, the failure says whether it may have arrived (\`delivered\`), and
  a connection looks for its job before anything else.
- A read is asked again after a fault that may pass: three times in all, after waits with jitter, within the deadline
  of the call and within one budget for all calls (\`retry\`).
- No failure of a call, no event and no explanation holds the API key, a token, a credential or an answer, even where
  the server repeats it.

Where it says "asked again", a read is meant: any request that has no effect.

In a page the same holds, but for one thing that no page can change: a browser sends a request again by itself, whatever
its method, when a connection that it had used before breaks without an answer (T4, T10). The adapter has sent it once, and
is not told. When a create comes twice, the API, by its documents, answers the second one with the job of the first that is running.
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const tableOf = (title: string, faults: Readonly<Record<string, Fault>>): string =>
  [
    `## ${title}`,
    '',
    '| | fault | what the library does |',
    '| --- | --- | --- |',
    ...Object.entries(faults).map(([id, { fault, handling }]) => `| ${id} | ${cell(fault)} | ${cell(handling)} |`),
    '',
  ].join('\n')

// `vitest run --project http-adapter --update` writes it anew.
test('docs/faults.md lists the catalogue as it is', async () => {
  const tables = groups.map(([title, faults]) => tableOf(title, faults))
  await expect([INTRODUCTION, ...tables].join('\n')).toMatchFileSnapshot(PAGE)
})

test('each fault of the catalogue is played by a test, and none is played that is not in it', async () => {
  const files = (await readdir(HERE)).filter((name) => /-(faults\.test|fault-cases)\.ts$/.test(name))
  const sources = await Promise.all(files.map((name) => readFile(`${HERE}${name}`, 'utf8')))
  const played = sources.flatMap((source) => source.match(/(?<=of\('|id: '|^ +\[')[THBK]\d+(?=')/gm) ?? [])
  expect([...new Set(played)].toSorted()).toStrictEqual(Object.keys(catalogue).toSorted())
})
