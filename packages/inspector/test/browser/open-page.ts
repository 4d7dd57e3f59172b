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
  /** The URLs of all requests. */
  readonly requests: readonly string[]
  /** Console messages and uncaught errors. */
  readonly messages: readonly string[]
  /** Starts connections and returns their ids. */
  readonly start: (body: unknown) => Promise<readonly string[]>
}

/** Timeout of each wait, in milliseconds: far longer than needed. */
const WAIT_MAX_MS = 12_000

/** Builds the page and starts a browser for all tests of a file. @returns opens the page */
export const pageOpener = (): ((
  options?: InspectorOptions,
  contextOptions?: BrowserContextOptions,
) => Promise<OpenPage>) => {
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
  return async (options = {}, contextOptions = {}) => {
    if (browser === null) throw new Error('The browser has not started.')
    const served = await serveInspector({ port: 0, speed: 0, pageFolder: folder, ...options })()
    if (E.isLeft(served)) throw new Error(served.left.message)
    const context = await browser.newContext({
      viewport: { width: 1_280, height: 800 },
      reducedMotion: 'reduce',
      ...contextOptions,
    })
    context.setDefaultTimeout(WAIT_MAX_MS)
    onTestFinished(async () => {
      await context.close()
      await served.right.close()
    })
    return open(context, served.right)
  }
}

/** Vitest sets NODE_ENV to `test`; the page must be built as for production. */
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
  const requests: string[] = []
  const messages: string[] = []
  context.on('request', (request) => requests.push(request.url()))
  context.on('console', (message) => messages.push(message.text()))
  context.on('weberror', (error) => messages.push(`threw: ${error.error().message}`))
  // Requests to other hosts are recorded and aborted.
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  )
  const page = await context.newPage()
  await page.goto(served.url)
  await page.getByText('live', { exact: true }).waitFor()
  const start = async (body: unknown): Promise<readonly string[]> => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${served.url}/api/connections`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return ((await response.json()) as { readonly ids: readonly string[] }).ids
  }
  return { page, context, served, requests, messages, start }
}

/** Most advances before a heading must appear. */
const ADVANCES_MAX = 60

/** Advances the bank's clock until a heading is on the page. */
export const advanceUntil = async (page: Page, heading: string, step = '+ 1 s'): Promise<void> => {
  const awaited = page.getByRole('heading', { name: heading, exact: true })
  for (let i = 0; i < ADVANCES_MAX && !(await awaited.isVisible()); i += 1) {
    const done = page.waitForResponse(/\/api\/bank\/advance$/)
    await page.getByLabel('Advance the bank’s clock').selectOption({ label: step })
    await done
  }
  await awaited.waitFor({ timeout: 5_000 })
}

/** Starts a connection in the dialog, and waits for its form. */
export const startConnection = async (page: Page, institutionId: string): Promise<void> => {
  await page.getByRole('button', { name: 'Start a connection' }).first().click()
  await page.getByRole('dialog').getByLabel('Institution').selectOption(institutionId)
  await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('heading', { name: 'Enter credentials' }).waitFor()
}

/** Enters credentials into the form and submits it. */
export const logIn = async (page: Page, login: string, password: string): Promise<void> => {
  await page.locator('input[name=loginId]').fill(login)
  await page.locator('input[name=password]').fill(password)
  await page.getByRole('button', { name: 'Submit' }).click()
}
