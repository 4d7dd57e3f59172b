import { type BankLogin, createMemoryBank } from '@bank-connection/memory-adapter'
import { pino } from 'pino'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openPgliteDatabase } from '../../src/database/pglite-database.ts'
import { type Service, startService } from '../../src/start-service.ts'
import { cardOf, connectTo, openBrowser, openPage, submitLogin, type UserPage, waitForView } from './page.ts'

let service: Service
let browser: Browser

/** A login whose bank requires a confirmation in its app. */
const APPROVER: BankLogin = {
  loginId: 'approver',
  password: 'approves',
  holder: 'An approver',
  challenge: {
    method: 'token',
    description: 'Confirm it in the app of the bank.',
    prompts: [],
    answers: ['confirmed'],
  },
  failure: null,
}

/** A job takes a second, and a challenge stays open for twelve. */
beforeAll(async () => {
  const { port } = createMemoryBank({ time: { speed: 10 }, logins: [APPROVER] })
  service = await startService({
    port: 0,
    host: '127.0.0.1',
    publicOrigin: null,
    bank: { port, id: 'browser-test', isEphemeral: false, hints: {}, close: async () => undefined },
    database: await openPgliteDatabase(null),
    log: pino({ level: 'silent' }),
  })
  browser = await openBrowser()
}, 60_000)

afterAll(async () => {
  await browser.close()
  await service.close()
})

const openUserPage = async (): Promise<UserPage> => {
  const opened = await openPage(browser, service.url)
  onTestFinished(() => opened.context.close())
  return opened
}

test('a bank with a second factor is connected by clicking, and shows its accounts', async () => {
  const { page, errors } = await openUserPage()
  await page.getByLabel('Find your bank').fill('pied')
  expect(await page.locator('.bank').count()).toBe(1)
  await connectTo(page, 'Pied Piper Bank', 'gavinBelson', 'hooli2016')
  await waitForView(page, 'Pied Piper Bank', 'Challenged')
  const card = cardOf(page, 'Pied Piper Bank')
  expect(await card.locator('.countdown-digits').textContent()).toMatch(/^[12]:\d\d$/)
  await card.getByLabel("What's your first company?").fill('Hooli')
  await card.getByRole('button', { name: 'Send answer' }).click()
  await waitForView(page, 'Pied Piper Bank', 'Connected')
  await card.getByText('Everyday Account').waitFor()
  expect(errors).toStrictEqual([])
})

test('a wrong password is reported with the remaining attempts, the right one connects, and neither stays in the page', async () => {
  const { page } = await openUserPage()
  await connectTo(page, 'Hooli Bank', 'gavinBelson', 'not-the-password')
  const card = cardOf(page, 'Hooli Bank')
  await card.getByText('2 tries left').waitFor()
  await card.getByText('Your bank didn’t accept these login details').waitFor()
  const form = await card
    .locator('input')
    .evaluateAll((inputs) =>
      inputs.map((input) => [
        input.getAttribute('autocomplete'),
        input.getAttribute('type'),
        (input as { value?: string }).value,
      ]),
    )
  expect(form).toStrictEqual([
    ['username', 'text', ''],
    ['current-password', 'password', ''],
  ])
  await submitLogin(page, 'Hooli Bank', 'gavinBelson', 'hooli2016')
  await waitForView(page, 'Hooli Bank', 'Connected')
  expect(await page.content()).not.toContain('not-the-password')
})

test('an outage fails with advice, and the user can try again', async () => {
  const { page } = await openUserPage()
  await connectTo(page, 'Hooli Bank', 'jianYang', 'nothotdog')
  await waitForView(page, 'Hooli Bank', 'Failed')
  const card = cardOf(page, 'Hooli Bank')
  await card.getByText('We can’t reach your bank right now. Try again later.').waitFor()
  await card.getByText('Try again in about 10 min').waitFor()
  await card.getByRole('button', { name: 'Try again' }).click()
  await waitForView(page, 'Hooli Bank', 'Collecting')
  expect(await page.locator('.card').count()).toBe(1)
})

test('the page is the same after a reload during a job and during a challenge', async () => {
  const { page } = await openUserPage()
  await connectTo(page, 'Pied Piper Bank', 'gavinBelson', 'hooli2016')
  await page.reload()
  await waitForView(page, 'Pied Piper Bank', 'Challenged')
  await page.reload()
  await cardOf(page, 'Pied Piper Bank').getByLabel("What's your first company?").fill('Hooli')
  await page.keyboard.press('Enter')
  await waitForView(page, 'Pied Piper Bank', 'Connected')
})

test('several banks are connected at once, one is cancelled, and another user sees none of them', async () => {
  const [{ page }, other] = [await openUserPage(), await openUserPage()]
  await connectTo(page, 'Hooli Bank', 'gavinBelson', 'hooli2016')
  await connectTo(page, 'Basiq Test Bank', 'jared', 'django')
  await page.getByRole('button', { name: 'Nucleus Bank' }).click()
  await waitForView(page, 'Nucleus Bank', 'Collecting')
  await cardOf(page, 'Nucleus Bank').getByRole('button', { name: 'Cancel' }).click()
  await Promise.all([
    waitForView(page, 'Hooli Bank', 'Connected'),
    waitForView(page, 'Basiq Test Bank', 'Connected'),
    waitForView(page, 'Nucleus Bank', 'Failed'),
  ])
  await other.page.reload()
  await other.page.getByText('Nothing is connected yet.').waitFor()
  expect(await other.page.locator('.card').count()).toBe(0)
})

test('everything works by keyboard, and the focus moves to the next input', async () => {
  const { page } = await openUserPage()
  await page.getByLabel('Find your bank').focus()
  await page.keyboard.type('pied')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('[name=loginId]:focus').waitFor()
  await page.keyboard.type('gavinBelson')
  await page.keyboard.press('Tab')
  await page.keyboard.type('hooli2016')
  await page.keyboard.press('Enter')
  await page.locator('[name=answer]:focus').waitFor()
  await page.keyboard.type('Hooli')
  await page.keyboard.press('Enter')
  await waitForView(page, 'Pied Piper Bank', 'Connected')
})

test('a form with several codes marks the empty fields and focuses the first', async () => {
  const { page } = await openUserPage()
  await page.getByRole('button', { name: 'Three Keys Bank' }).click()
  const card = cardOf(page, 'Three Keys Bank')
  await card.getByRole('button', { name: 'Connect', exact: true }).click()
  await card.getByText('Fill in the marked fields.').waitFor()
  expect(await card.locator('input[aria-invalid=true]').count()).toBe(4)
  await card.locator('[name=loginId]:focus').waitFor()
})

test('a bank that requires only a confirmation in its app shows one button', async () => {
  const { page } = await openUserPage()
  await connectTo(page, 'Pied Piper Bank', 'approver', 'approves')
  const card = cardOf(page, 'Pied Piper Bank')
  await card.getByText('Confirm it in the app of the bank.').waitFor()
  expect(await card.locator('input').count()).toBe(0)
  await card.getByRole('button', { name: "I've confirmed it" }).click()
  await waitForView(page, 'Pied Piper Bank', 'Connected')
})

test('a late response does not hide a newer state', async () => {
  const { page } = await openUserPage()
  await page.route('**/cancel', async (route) => {
    const response = await route.fetch()
    await waitForView(page, 'Nucleus Bank', 'Failed')
    await route.fulfill({ response, json: { ...(await response.json()), connection: await started } })
  })
  const listed = page.waitForResponse((response) => response.url().endsWith('/api/connections'))
  await page.getByRole('button', { name: 'Nucleus Bank' }).click()
  const started = listed.then(async (response) => (await response.json()).connection)
  await waitForView(page, 'Nucleus Bank', 'Collecting')
  const cancelled = page.waitForResponse('**/cancel')
  await cardOf(page, 'Nucleus Bank').getByRole('button', { name: 'Cancel' }).click()
  await (await cancelled).finished()
  // When this request has completed, the page has applied the response.
  await page.evaluate(() => fetch('/api/institutions').then((response) => response.text()))
  expect(await cardOf(page, 'Nucleus Bank').getAttribute('data-view')).toBe('Failed')
})

test('without cookies the page reports the missing session, and does not reload in a loop', async () => {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  let loads = 0
  page.on('load', () => {
    loads += 1
  })
  await page.route('**/api/session', (route) => route.fulfill({ json: { isNew: true } }))
  await page.goto(service.url)
  await page.getByText('Your session has expired. Reload the page.').waitFor()
  await page.waitForSelector('html[data-ready]')
  expect(loads).toBe(1)
})
