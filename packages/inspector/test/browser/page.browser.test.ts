import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { advanceUntil, logIn, pageOpener, startConnection } from './open-page.ts'

const openPage = pageOpener()

const hostsOf = (urls: readonly string[]): readonly string[] => [
  ...new Set(
    urls.filter((url) => !url.startsWith('data:') && !url.startsWith('blob:')).map((url) => new URL(url).hostname),
  ),
]

/** Everything that the page stores: elements, inputs, storage, URL. */
const storedByPage = (page: Page): Promise<string> =>
  page.evaluate(() =>
    JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll('input')].map(({ value }) => value),
      { ...window.localStorage },
      { ...window.sessionStorage },
      window.location.href,
      window.history.state,
    ]),
  )

describe('the page', () => {
  test('sends requests to its own server only', async () => {
    const { page, context, requests } = await openPage()
    await startConnection(page, 'AU00002')
    await page.getByRole('button', { name: /^gavinBelson/ }).click()
    await advanceUntil(page, 'Challenge')
    expect(hostsOf(requests)).toStrictEqual(['127.0.0.1'])
    const other = await context.newPage()
    await other.goto('http://elsewhere.invalid/').catch(() => null)
    expect(hostsOf(requests)).toContain('elsewhere.invalid')
  })

  test('keeps no secret in its elements, storage, console or URL, and receives none', async () => {
    const { page, messages, served } = await openPage()
    const responses: string[] = []
    page.on('response', (response) => {
      void response.text().then(
        (text) => responses.push(text),
        () => undefined,
      )
    })
    const secrets = ['wrong-login-7731', 'wrong-password-7732', 'wrong-answer-7733']
    const [login = '', password = '', answer = ''] = secrets
    await startConnection(page, 'AU00002')
    // An incomplete form is rejected and stays open.
    await page.locator('input[name=password]').fill(password)
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.locator('label[data-missing=true]').waitFor()
    const whileOpen = await storedByPage(page)
    await logIn(page, login, password)
    await advanceUntil(page, 'Enter credentials again')
    await page.getByRole('button', { name: /^gavinBelson/ }).click()
    await advanceUntil(page, 'Challenge')
    await page.getByLabel('What').fill(answer)
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    await advanceUntil(page, 'StepFailed')
    const kept = [whileOpen, await storedByPage(page)]
    const trace = await (await fetch(`${served.url}/api/connections/c-1/trace`)).text()
    const all = [...kept, trace, ...messages, ...responses]
    expect(trace).toContain('submit')
    expect(secrets.filter((secret) => all.some((text) => text.includes(secret)))).toStrictEqual([])
  })

  test('does not shift its layout', async () => {
    const { page } = await openPage()
    await startConnection(page, 'AU00002')
    await page.evaluate(() => {
      const shifts: number[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { readonly value: number }).value)
      }).observe({ type: 'layout-shift', buffered: false })
    })
    await page.getByRole('button', { name: /^gavinBelson/ }).click()
    await advanceUntil(page, 'Challenge')
    await page.getByRole('button', { name: 'Correct answer' }).click()
    await advanceUntil(page, 'Connected')
    const shifts = await page.evaluate(() => (window as unknown as { readonly shifts: readonly number[] }).shifts)
    expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.02)
  })

  test('shows a lost connection, and reconnects', async () => {
    const { page, served, context } = await openPage()
    await served.close()
    await page.getByText('disconnected', { exact: true }).waitFor()
    expect(await page.getByText('Disconnected: the inspector does not respond').count()).toBe(1)
    // Another inspector at the same port.
    const { serveInspector } = await import('@bank-connection/inspector')
    const again = await serveInspector({ port: served.port, speed: 0 })()
    await page.getByText('live', { exact: true }).waitFor({ timeout: 10_000 })
    await context.close()
    if (again._tag === 'Right') await again.right.close()
  })
})

describe('five hundred connections', () => {
  test('are rendered only while visible, and scroll without long pauses', async () => {
    const { page, start } = await openPage({ speed: 1 })
    await start({ institutionId: 'AU00002', count: 500, auto: true })
    await page.getByLabel('500 of 500 connections').waitFor()
    await page.evaluate(() => {
      const pauses: number[] = []
      Object.assign(window, { pauses })
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) pauses.push(duration)
      }).observe({ type: 'longtask' })
    })
    const rows = page.locator('.row')
    const list = page.locator('.list-rows')
    const seen = new Set<string>()
    for (let i = 0; i < 20; i += 1) {
      await list.evaluate((scroller) => {
        scroller.scrollTop += 1_000
      })
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
      for (const id of await rows.evaluateAll((all) => all.map((row) => row.id))) seen.add(id)
      expect(await rows.count()).toBeLessThan(40)
    }
    expect(seen.size).toBeGreaterThan(200)
    const pauses = await page.evaluate(() => (window as unknown as { readonly pauses: readonly number[] }).pauses)
    expect(Math.max(0, ...pauses)).toBeLessThan(400)
  })
})

const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test.each([1_280, 390])('the page fits a viewport of %i px', async (width) => {
    const { page, start } = await openPage({}, { colorScheme, viewport: { width, height: 800 } })
    const [id = ''] = await start({ institutionId: 'AU00002' })
    expect(await isTooWide(page)).toBe(false)
    await page.getByRole('option', { name: /Pied Piper/ }).click()
    await page.getByRole('article', { name: `Connection ${id}` }).waitFor()
    await page.getByRole('heading', { name: 'Enter credentials' }).waitFor()
    expect(await isTooWide(page)).toBe(false)
    const ink = await page.evaluate(() => getComputedStyle(document.body).color)
    expect(Number(/\d+/.exec(ink)?.[0]) > 128).toBe(colorScheme === 'dark')
  })

  test('each panel of a connection is a tab on a narrow page', async () => {
    const { page, start, served } = await openPage({}, { colorScheme, viewport: { width: 390, height: 844 } })
    const [id = ''] = await start({ institutionId: 'AU00002' })
    await page.goto(`${served.url}/#/c/${id}`)
    for (const [tab, region] of [
      ['Chart', 'Statechart'],
      ['Steps', 'Steps of the job'],
      ['Events', 'Events'],
      ['State', 'Current state'],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByRole('region', { name: region, exact: true }).waitFor()
      expect(
        await page
          .getByRole('region')
          .locator('visible=true')
          .locator('xpath=self::*[contains(@class,"panel")]')
          .count(),
      ).toBe(1)
      expect(await isTooWide(page)).toBe(false)
    }
  })
})
