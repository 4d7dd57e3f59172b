import { describe, expect, test } from 'vitest'
import { advanceUntil, logIn, pageOpener, startConnection } from './open-page.ts'

const openPage = pageOpener()

describe('a connection with a second factor', () => {
  test('is started, challenged, answered and connected by mouse and keyboard', async () => {
    const { page, messages } = await openPage()
    await startConnection(page, 'AU00002')
    await logIn(page, 'gavinBelson', 'hooli2016')
    await advanceUntil(page, 'Challenge')
    const steps = page.getByRole('region', { name: 'Steps of the job' })
    expect(await steps.getByRole('listitem').allTextContents()).toStrictEqual([
      expect.stringMatching(/^verify-credentials: success/),
      expect.stringMatching(/^mfa-challenge: in-progress/),
      expect.stringMatching(/^retrieve-accounts: pending/),
      expect.stringMatching(/^retrieve-transactions: pending/),
    ])
    expect(await steps.textContent()).toMatch(/deadline in 1:\d\d/)
    expect(await page.locator('.countdown').textContent()).toMatch(/^(1:\d\d|2:00)$/)
    expect(await page.getByRole('button', { name: 'State challenged, active' }).count()).toBe(1)
    await page.getByLabel('What').fill('Hooli')
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    await advanceUntil(page, 'Connected')
    expect(await page.getByRole('button', { name: 'State connected, active' }).count()).toBe(1)
    expect(await steps.getByText('in-progress').count()).toBe(0)
    expect(messages).toStrictEqual([])
  })

  test('marks the taken transitions, dashes eventless ones and dims the others', async () => {
    const { page } = await openPage()
    await startConnection(page, 'AU00002')
    const marks = await page
      .locator('.line')
      .evaluateAll((lines) => lines.map(({ dataset }) => `${dataset['mark']} ${dataset['transient']}`))
    expect(marks.filter((mark) => mark === 'last true')).toHaveLength(1)
    expect(marks.filter((mark) => mark === 'last false')).toHaveLength(1)
    expect(marks.filter((mark) => mark === 'taken true')).toHaveLength(1)
    expect(marks.filter((mark) => mark.startsWith('later')).length).toBeGreaterThan(15)
  })

  test('fails at its deadline without an answer, and shows who acts', async () => {
    const { page } = await openPage()
    await startConnection(page, 'AU00002')
    await page.getByRole('button', { name: /^jared/ }).click()
    await advanceUntil(page, 'Challenge')
    await advanceUntil(page, 'ChallengeExpired', '+ 1 min')
    const failure = page.getByRole('region', { name: 'Failure' })
    expect(await failure.textContent()).toContain('Your answer came too late')
    expect(await failure.textContent()).toContain('Who actsuser')
  })

  test('is restored after a crash, and connects', async () => {
    const { page } = await openPage()
    await startConnection(page, 'AU00002')
    await page.getByRole('button', { name: /^gavinBelson/ }).click()
    await advanceUntil(page, 'Challenge')
    await page.getByRole('button', { name: 'Crash' }).click()
    await page.getByRole('heading', { name: 'Process crashed' }).waitFor()
    await page.getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('button', { name: 'Correct answer' }).click()
    await advanceUntil(page, 'Connected')
    expect(await page.getByRole('button', { name: 'State resuming, visited' }).count()).toBe(1)
  })

  test('shows the form again after a wrong password, with the failure and fewer attempts', async () => {
    const { page } = await openPage()
    await startConnection(page, 'AU00000')
    expect(await page.getByText('3 attempts left').count()).toBe(1)
    await logIn(page, 'jared', 'wrong')
    await advanceUntil(page, 'Enter credentials again')
    expect(await page.getByText('2 attempts left').count()).toBe(1)
    expect(await page.getByRole('region', { name: 'Failure' }).textContent()).toContain('invalid-credentials')
  })

  test('marks missing fields', async () => {
    const { page } = await openPage()
    await startConnection(page, 'AU00000')
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.locator('label[data-missing=true]').first().waitFor()
    await page.locator('.current-state .problem').filter({ hasText: 'password' }).waitFor()
    expect(await page.locator('label[data-missing=true]').count()).toBe(2)
  })

  test('is refreshed as a new connection', async () => {
    const { page } = await openPage()
    await startConnection(page, 'AU00000')
    await page.getByRole('button', { name: /^jared/ }).click()
    await advanceUntil(page, 'Connected')
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('article', { name: 'Connection c-2' }).waitFor()
    await advanceUntil(page, 'Connected')
    expect(await page.getByRole('option', { name: /Hooli Bank/ }).count()).toBeGreaterThan(0)
  })
})
