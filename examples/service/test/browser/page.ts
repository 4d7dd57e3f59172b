import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { chromiumParameters, chromiumPath } from '../../../../scripts/chromium.ts'

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath, args: [...chromiumParameters] })

/** The page of a user, and the errors of the browser. */
export interface UserPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly errors: readonly string[]
}

export const openPage = async (browser: Browser, url: string): Promise<UserPage> => {
  const context = await browser.newContext()
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // Network errors are expected while the server is killed.
    if (message.type() === 'error' && !/net::ERR_|Failed to load resource/.test(message.text()))
      errors.push(message.text())
  })
  await page.goto(url)
  await page.waitForSelector('html[data-ready]')
  return { page, context, errors }
}

export const cardOf = (page: Page, bank: string) =>
  page.locator('.card', { has: page.getByRole('heading', { name: bank }) })

/** Selects a bank and submits its form. */
export const connectTo = async (page: Page, bank: string, loginId: string, password: string): Promise<void> => {
  await page.getByRole('button', { name: bank }).click()
  await submitLogin(page, bank, loginId, password)
}

export const submitLogin = async (page: Page, bank: string, loginId: string, password: string): Promise<void> => {
  const card = cardOf(page, bank)
  await card.locator('[name=loginId]').fill(loginId)
  await card.locator('[name=password]').fill(password)
  await card.getByRole('button', { name: 'Connect', exact: true }).click()
}

/** Waits until the card of a bank has this view. */
export const waitForView = async (page: Page, bank: string, view: string): Promise<void> => {
  await page.locator(`.card[data-view=${view}]`, { has: page.getByRole('heading', { name: bank }) }).waitFor()
}
