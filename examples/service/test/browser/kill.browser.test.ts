import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { cardOf, connectTo, openBrowser, openPage, waitForView } from './page.ts'
import { messageOf, type Process, startProcess } from './start-process.ts'

/** A free port. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** A bank in another process, at double speed. */
const startBank = async () => {
  const bank = startProcess('packages/sandbox/src/cli.ts', ['--port', '0', '--json-log', '--speed', '2'])
  onTestFinished(bank.kill)
  const { url, apiKey } = (await bank.first((line) => messageOf(line, 'type', 'listening'))) ?? {}
  return { url: String(url), apiKey: String(apiKey), lines: bank.lines }
}

test('the service is killed during a job and during a challenge; both times it and the page resume, and no request is repeated', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'service-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [bank, port, browser] = await Promise.all([startBank(), freePort(), openBrowser()])
  onTestFinished(() => browser.close())
  const start = async (): Promise<Process> => {
    const service = startProcess('examples/service/src/main.ts', [], {
      PORT: String(port),
      DATA_DIR: folder,
      BASIQ_API_KEY: bank.apiKey,
      BASIQ_BASE_URL: bank.url,
    })
    onTestFinished(service.kill)
    await service.first((line) => messageOf(line, 'msg', 'listening'))
    return service
  }
  const first = await start()
  const { page, errors } = await openPage(browser, `http://127.0.0.1:${port}`)
  await connectTo(page, 'Pied Piper Bank', 'gavinBelson', 'hooli2016')
  await waitForView(page, 'Pied Piper Bank', 'Working')
  await first.kill()
  await page.getByText('Reconnecting').waitFor()

  const second = await start()
  await waitForView(page, 'Pied Piper Bank', 'Challenged')
  await second.kill()
  await page.getByText('Reconnecting').waitFor()
  const card = cardOf(page, 'Pied Piper Bank')
  await card.getByLabel("What's your first company?").fill('Hooli')

  await start()
  await page.locator('#stream-state:empty').waitFor({ state: 'attached' })
  expect(await card.locator('input').inputValue()).toBe('Hooli')
  await card.getByRole('button', { name: 'Send answer' }).click()
  await waitForView(page, 'Pied Piper Bank', 'Connected')
  await card.getByText('Everyday Account').waitFor()
  const requests = bank.lines.map((line) => messageOf(line, 'type', 'request')).filter((entry) => entry !== null)
  const posts = requests.filter(({ method, path }) => method === 'POST' && path !== '/token').map(({ path }) => path)
  expect(posts).toStrictEqual(['/users', '/users/{userId}/connections', '/jobs/{jobId}/mfa'])
  expect(errors).toStrictEqual([])
})
