import { readFile } from 'node:fs/promises'
import { readTrace, replayTrace } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { advanceUntil, pageOpener, startConnection } from './open-page.ts'

const openPage = pageOpener()

const runToTheEnd = async (page: Page): Promise<void> => {
  await startConnection(page, 'AU00002')
  await page.getByRole('button', { name: /^gavinBelson/ }).click()
  await advanceUntil(page, 'Challenge')
  await page.getByRole('button', { name: 'Correct answer' }).click()
  await advanceUntil(page, 'Connected')
}

describe('a past event', () => {
  test('is shown in the chart, the steps, the events and the state, until the page is live again', async () => {
    const { page } = await openPage()
    await runToTheEnd(page)
    const events = page.getByRole('region', { name: 'Events' })
    for (const kind of ['Calls', 'Views', 'Actions', 'Process'])
      await events.getByRole('button', { name: kind }).click()
    await events.getByText('verifying → challenged').click()
    await page.getByRole('heading', { name: 'Past state' }).waitFor()
    expect(await page.getByRole('button', { name: 'State challenged, active' }).count()).toBe(1)
    expect(await page.getByRole('button', { name: 'State connected', exact: true }).count()).toBe(1)
    expect(await page.getByRole('heading', { name: 'Challenge' }).count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Answer', exact: true }).isDisabled()).toBe(true)
    expect(await page.getByText('mfa-challenge: in-progress').count()).toBe(1)
    await page.getByRole('button', { name: 'Live' }).click()
    await page.getByRole('heading', { name: 'Connected', exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'State connected, active' }).count()).toBe(1)
  })

  test('is reached by arrow keys, kept in the URL, and restored after a reload', async () => {
    const { page } = await openPage()
    await runToTheEnd(page)
    await page.locator('body').click({ position: { x: 600, y: 60 } })
    for (let i = 0; i < 12; i += 1) await page.keyboard.press('ArrowLeft')
    const { hash } = new URL(page.url())
    expect(hash).toMatch(/^#\/c\/c-1\/\d+$/)
    const text = await page.locator('.scrub-words').textContent()
    await page.reload()
    await page.getByRole('heading', { name: 'Past state' }).waitFor()
    await page.waitForFunction((expected) => document.querySelector('.scrub-words')?.textContent === expected, text)
    expect(new URL(page.url()).hash).toBe(hash)
    await page.keyboard.press('End')
    await page.getByRole('heading', { name: 'Connected', exact: true }).waitFor()
    expect(new URL(page.url()).hash).toBe('#/c/c-1')
  })

  test('has a link to copy', async () => {
    const { page, context } = await openPage()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await startConnection(page, 'AU00002')
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByRole('button', { name: 'Copy a link to this event' }).click()
    await page.getByText('Copied.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/#\/c\/c-1\/\d+$/,
    )
  })
})

describe('a state of the chart', () => {
  test('shows its description and transitions, also after a reload', async () => {
    const { page } = await openPage()
    await startConnection(page, 'AU00002')
    await page.getByRole('button', { name: 'State collecting, active' }).click()
    const card = page.getByRole('complementary', { name: 'State collecting' })
    expect(await card.textContent()).toContain('Waits for credentials')
    await page.reload()
    await card.waitFor()
    await card.getByRole('button', { name: 'creating' }).first().click()
    await page.getByRole('complementary', { name: 'State creating' }).waitFor()
  })
})

describe('the keyboard', () => {
  test('starts a connection, logs in, and navigates the list and the events', async () => {
    const { page } = await openPage()
    await page.keyboard.press('n')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('Pied')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Enter credentials' }).waitFor()
    await page.keyboard.press('i')
    await page.keyboard.type('gavinBelson')
    await page.keyboard.press('Tab')
    await page.keyboard.type('hooli2016')
    await page.keyboard.press('Enter')
    await advanceUntil(page, 'Challenge')
    // Leaves the focused field, then the connection.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'No connection is open' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('pied')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('article', { name: 'Connection c-1' }).waitFor()
    // An overlay closes first; the connection stays open.
    await page.getByRole('button', { name: 'Share' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Chart as SVG' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Chart as SVG' }).waitFor({ state: 'hidden' })
    expect(new URL(page.url()).hash).toBe('#/c/c-1')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'No connection is open' }).waitFor()
    await page.keyboard.press('?')
    expect(await page.getByRole('dialog').textContent()).toContain('Filter the list')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})

describe('the share menu', () => {
  test('exports the chart as SVG and PNG, and a trace that replays', async () => {
    const { page } = await openPage()
    await runToTheEnd(page)
    const download = async (name: string): Promise<Buffer> => {
      await page.getByRole('button', { name: 'Share' }).click()
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
      const content = await readFile(await file.path())
      await page.keyboard.press('Escape')
      return content
    }
    const svg = (await download('Chart as SVG')).toString()
    const root = await page.evaluate(
      (text) => new DOMParser().parseFromString(text, 'image/svg+xml').documentElement.nodeName,
      svg,
    )
    expect(root).toBe('svg')
    expect(svg).toContain('now connected')
    const png = await download('Chart as PNG')
    expect([...png.subarray(0, 8)]).toStrictEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    expect(png.readUInt32BE(16)).toBeGreaterThan(500)
    const trace = readTrace(JSON.parse((await download('Trace as JSON')).toString()))
    expect(E.isRight(trace) ? await replayTrace(trace.right) : trace).toStrictEqual(E.right('same'))
  })
})
