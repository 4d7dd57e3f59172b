import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { leapUntil, logIn, pageOpener, startConnection } from './open-page.ts'

const openPage = pageOpener()

const hostsOf = (asked: readonly string[]): readonly string[] => [
  ...new Set(
    asked.filter((url) => !url.startsWith('data:') && !url.startsWith('blob:')).map((url) => new URL(url).hostname),
  ),
]

/** Everything that a page holds, and whoever looks into it can read. */
const allKept = (page: Page): Promise<string> =>
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
  test('asks nobody but its own server, which the test would notice', async () => {
    const { page, context, asked } = await openPage()
    await startConnection(page, 'AU00002')
    await page.getByRole('button', { name: /^gavinBelson/ }).click()
    await leapUntil(page, 'The bank asks')
    expect(hostsOf(asked)).toStrictEqual(['127.0.0.1'])
    const other = await context.newPage()
    await other.goto('http://elsewhere.invalid/').catch(() => null)
    expect(hostsOf(asked)).toContain('elsewhere.invalid')
  })

  test('keeps no secret in its elements, its storage, its console or its address, and is told none', async () => {
    const { page, said, served } = await openPage()
    const told: string[] = []
    page.on('response', (response) => {
      void response.text().then(
        (text) => told.push(text),
        () => undefined,
      )
    })
    const secrets = ['wrong-login-7731', 'wrong-password-7732', 'wrong-answer-7733']
    const [login = '', password = '', answer = ''] = secrets
    await startConnection(page, 'AU00002')
    // Sent alone it is refused, and the form stays.
    await page.locator('input[name=password]').fill(password)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('label[data-missing=true]').waitFor()
    const whileAsked = await allKept(page)
    await logIn(page, login, password)
    await leapUntil(page, 'Credentials are asked for again')
    await page.getByRole('button', { name: /^gavinBelson/ }).click()
    await leapUntil(page, 'The bank asks')
    await page.getByLabel('What').fill(answer)
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    await leapUntil(page, 'StepFailed')
    const kept = [whileAsked, await allKept(page)]
    const trace = await (await fetch(`${served.url}/api/connections/c-1/trace`)).text()
    const all = [...kept, trace, ...said, ...told]
    expect(trace).toContain('submit')
    expect(secrets.filter((secret) => all.some((text) => text.includes(secret)))).toStrictEqual([])
  })

  test('moves nothing aside when something happens', async () => {
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
    await leapUntil(page, 'The bank asks')
    await page.getByRole('button', { name: 'Right answer' }).click()
    await leapUntil(page, 'Connected')
    const shifts = await page.evaluate(() => (window as unknown as { readonly shifts: readonly number[] }).shifts)
    expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.02)
  })

  test('says that its server is gone, and is live again when it is back', async () => {
    const { page, served, context } = await openPage()
    await served.close()
    await page.getByText('disconnected', { exact: true }).waitFor()
    expect(await page.getByText('Disconnected: the inspector does not answer').count()).toBe(1)
    // The same page at the same address, from another inspector.
    const { serveInspector } = await import('@bank-connection/inspector')
    const again = await serveInspector({ port: served.port, speed: 0 })()
    await page.getByText('live', { exact: true }).waitFor({ timeout: 10_000 })
    await context.close()
    if (again._tag === 'Right') await again.right.close()
  })
})

describe('five hundred connections', () => {
  test('are drawn by the screenful, and scrolled through without long pauses', async () => {
    const { page, begin } = await openPage({ speed: 1 })
    await begin({ institutionId: 'AU00002', count: 500, auto: true })
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
  test.each([1_280, 390])('the page fits a width of %i', async (width) => {
    const { page, begin } = await openPage({}, { colorScheme, viewport: { width, height: 800 } })
    const [id = ''] = await begin({ institutionId: 'AU00002' })
    expect(await isTooWide(page)).toBe(false)
    await page.getByRole('option', { name: /Pied Piper/ }).click()
    await page.getByRole('article', { name: `Connection ${id}` }).waitFor()
    await page.getByRole('heading', { name: 'Credentials are asked for' }).waitFor()
    expect(await isTooWide(page)).toBe(false)
    const ink = await page.evaluate(() => getComputedStyle(document.body).color)
    expect(Number(/\d+/.exec(ink)?.[0]) > 128).toBe(colorScheme === 'dark')
  })

  test('each part of a connection is a tab of a narrow page', async () => {
    const { page, begin, served } = await openPage({}, { colorScheme, viewport: { width: 390, height: 844 } })
    const [id = ''] = await begin({ institutionId: 'AU00002' })
    await page.goto(`${served.url}/#/c/${id}`)
    for (const [tab, region] of [
      ['Chart', 'Statechart'],
      ['Steps', 'Steps of the job'],
      ['Events', 'Events'],
      ['Now', 'Now'],
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
