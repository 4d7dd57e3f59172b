import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type InspectorOptions, type ServedInspector, serveInspector } from '@bank-connection/inspector'
import { either as E } from 'fp-ts'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { chromiumParameters, chromiumPath } from '../../../../scripts/chromium.ts'

/** An inspector with its page open in a browser, until the test ends. */
export interface OpenPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly served: ServedInspector
  /** Every address that the browser has asked for. */
  readonly asked: readonly string[]
  /** What was written to the console, and what was thrown. */
  readonly said: readonly string[]
  /** Starts connections at an institution, and gives their ids. */
  readonly begin: (body: unknown) => Promise<readonly string[]>
}

/** How long a test waits for one thing, in milliseconds: far longer than it takes. */
const WAIT_MAX_MS = 12_000

/** Makes the page and a browser for all tests of a file, and gives what opens the page. */
export const pageOpener = (): ((options?: InspectorOptions, how?: BrowserContextOptions) => Promise<OpenPage>) => {
  let browser: Browser | null = null
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inspector-page-'))
    const configFile = fileURLToPath(new URL('../../page/vite.config.ts', import.meta.url))
    await asInProduction(() => build({ configFile, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } }))
    browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumParameters] })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })
  return async (options = {}, how = {}) => {
    if (browser === null) throw new Error('The browser has not started.')
    const served = await serveInspector({ port: 0, speed: 0, pageFolder: folder, ...options })()
    if (E.isLeft(served)) throw new Error(served.left.message)
    const context = await browser.newContext({
      viewport: { width: 1_280, height: 800 },
      reducedMotion: 'reduce',
      ...how,
    })
    context.setDefaultTimeout(WAIT_MAX_MS)
    onTestFinished(async () => {
      await context.close()
      await served.right.close()
    })
    return open(context, served.right)
  }
}

/** The runner says that this is a test; the page is built as it is delivered. */
const asInProduction = async (work: () => Promise<unknown>): Promise<void> => {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    await work()
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}

const open = async (context: BrowserContext, served: ServedInspector): Promise<OpenPage> => {
  const asked: string[] = []
  const said: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  context.on('console', (message) => said.push(message.text()))
  context.on('weberror', (error) => said.push(`threw: ${error.error().message}`))
  // Nothing of what the page might ask elsewhere leaves this machine; it is told all the same.
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  )
  const page = await context.newPage()
  await page.goto(served.url)
  await page.getByText('live', { exact: true }).waitFor()
  const begin = async (body: unknown): Promise<readonly string[]> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${served.url}/api/connections`, { method: 'POST', headers, body: JSON.stringify(body) })
    return ((await answer.json()) as { readonly ids: readonly string[] }).ids
  }
  return { page, context, served, asked, said, begin }
}

/** How many leaps in time are tried before something has to have come about. */
const LEAPS_MAX = 60

/** Lets the bank's time leap until a text is on the page. */
export const leapUntil = async (page: Page, heading: string, leap = '+ 1 s'): Promise<void> => {
  const awaited = page.getByRole('heading', { name: heading, exact: true })
  for (let i = 0; i < LEAPS_MAX && !(await awaited.isVisible()); i += 1) {
    const done = page.waitForResponse(/\/api\/bank\/advance$/)
    await page.getByLabel('Let the bank’s time leap').selectOption({ label: leap })
    await done
  }
  await awaited.waitFor({ timeout: 5_000 })
}

/** Starts a connection by the dialog, and waits for its form. */
export const startConnection = async (page: Page, institutionId: string): Promise<void> => {
  await page.getByRole('button', { name: 'Start a connection' }).first().click()
  await page.getByRole('dialog').getByLabel('Institution').selectOption(institutionId)
  await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('heading', { name: 'Credentials are asked for' }).waitFor()
}

/** Types credentials into the form of a connection, and sends them. */
export const logIn = async (page: Page, login: string, password: string): Promise<void> => {
  await page.locator('input[name=loginId]').fill(login)
  await page.locator('input[name=password]').fill(password)
  await page.getByRole('button', { name: 'Send' }).click()
}
