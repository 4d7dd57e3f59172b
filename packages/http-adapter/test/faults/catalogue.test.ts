import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { catalogue, type Fault, groups } from './catalogue.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const PAGE = fileURLToPath(new URL('../../../../docs/faults.md', import.meta.url))

const INTRODUCTION = `# Faults, and how the library handles them

Networks, proxies and gateways between a service and the API can fail in many ways. This page lists the faults, and what
\`@bank-connection/http-adapter\` does about each. A raw TCP server produces every fault in tests, over undici and over
Node's own \`fetch\`: see \`packages/http-adapter/test/faults\`.

These rules always hold:

- A failure is a \`Left\` value with a tag and a reason. No call rejects, and none takes longer than
  \`limits.callTimeoutMs\`.
- A request that starts a job, or answers a challenge, is sent once. It is sent again only when it was rejected for its
  token (H10, H11). When its response is lost, the failure says whether it may have been delivered (\`delivered\`), and a
  connection first looks for its job.
- A read is retried after a transient fault: up to three attempts, with backoff and jitter, within the timeout of the
  call and the retry budget that all calls share (\`retry\`).
- No failure, event or explanation contains the API key, a token, a credential or a challenge answer, even if the server
  repeats one.

A *read* is any request without an effect.

In a browser the same rules hold, with one exception: a browser silently resends a request, whatever its method, when a
kept-alive connection breaks before the response (T4, T10). The adapter sent it once and cannot detect this. According to
its documentation, the API responds to the second request with the running job of the first.
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const tableOf = (title: string, faults: Readonly<Record<string, Fault>>): string =>
  [
    `## ${title}`,
    '',
    '| | Fault | Handling |',
    '| --- | --- | --- |',
    ...Object.entries(faults).map(([id, { fault, handling }]) => `| ${id} | ${cell(fault)} | ${cell(handling)} |`),
    '',
  ].join('\n')

// `vitest run --project http-adapter --update` regenerates the page.
test('docs/faults.md matches the catalogue', async () => {
  const tables = groups.map(([title, faults]) => tableOf(title, faults))
  await expect([INTRODUCTION, ...tables].join('\n')).toMatchFileSnapshot(PAGE)
})

test('every fault of the catalogue has a test, and every tested fault is in the catalogue', async () => {
  const files = (await readdir(HERE)).filter((name) => /-(faults\.test|fault-cases)\.ts$/.test(name))
  const sources = await Promise.all(files.map((name) => readFile(`${HERE}${name}`, 'utf8')))
  const tested = sources.flatMap((source) => source.match(/(?<=titleOf\('|id: '|^ +\[')[THBK]\d+(?=')/gm) ?? [])
  expect([...new Set(tested)].toSorted()).toStrictEqual(Object.keys(catalogue).toSorted())
})
