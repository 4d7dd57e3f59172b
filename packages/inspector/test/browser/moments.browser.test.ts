import { readFile } from 'node:fs/promises'
import { readTrace, replayTrace } from '@bank-connection/core/trace'
import { either as E } from 'fp-ts'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { leapUntil, pageOpener, startConnection } from './open-page.ts'

const openPage = pageOpener()

const runToTheEnd = async (page: Page): Promise<void> => {
  await startConnection(page, 'AU00002')
  await page.getByRole('button', { name: /^gavinBelson/ }).click()
  await leapUntil(page, 'The bank asks')
  await page.getByRole('button', { name: 'Right answer' }).click()
  await leapUntil(page, 'Connected')
}

describe('a moment of the past', () => {
  test('is shown as it was, by chart, steps, events and view, and left for the present', async () => {
    const { page } = await openPage()
    await runToTheEnd(page)
    const events = page.getByRole('region', { name: 'Events' })
    for (const kind of ['Calls', 'Views', 'Acts', 'Process']) await events.getByRole('button', { name: kind }).click()
    await events.getByText('verifying → challenged').click()
    await page.getByRole('heading', { name: 'Then' }).waitFor()
    expect(await page.getByRole('button', { name: 'State challenged, active' }).count()).toBe(1)
    expect(await page.getByRole('button', { name: 'State connected', exact: true }).count()).toBe(1)
    expect(await page.getByRole('heading', { name: 'The bank asks' }).count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Answer', exact: true }).isDisabled()).toBe(true)
    expect(await page.getByText('mfa-challenge: in-progress').count()).toBe(1)
    await page.getByRole('button', { name: 'Live' }).click()
    await page.getByRole('heading', { name: 'Connected', exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'State connected, active' }).count()).toBe(1)
  })

  test('is gone to by arrows, kept in the address, and there again after a reload', async () => {
    const { page } = await openPage()
    await runToTheEnd(page)
    await page.locator('body').click({ position: { x: 600, y: 60 } })
    for (let i = 0; i < 12; i += 1) await page.keyboard.press('ArrowLeft')
    const { hash } = new URL(page.url())
    expect(hash).toMatch(/^#\/c\/c-1\/\d+$/)
    const words = await page.locator('.scrub-words').textContent()
    await page.reload()
    await page.getByRole('heading', { name: 'Then' }).waitFor()
    await page.waitForFunction((text) => document.querySelector('.scrub-words')?.textContent === text, words)
    expect(new URL(page.url()).hash).toBe(hash)
    await page.keyboard.press('End')
    await page.getByRole('heading', { name: 'Connected', exact: true }).waitFor()
    expect(new URL(page.url()).hash).toBe('#/c/c-1')
  })

  test('has a link that can be copied', async () => {
    const { page, context } = await openPage()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await startConnection(page, 'AU00002')
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByRole('button', { name: 'Copy a link to this moment' }).click()
    await page.getByText('Copied.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/#\/c\/c-1\/\d+$/,
    )
  })
})

describe('a state of the chart', () => {
  test('says what it is and what leads in and out, and its link does so after a reload', async () => {
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

describe('the keyboard alone', () => {
  test('starts a connection, logs in, and goes through list and events', async () => {
    const { page } = await openPage()
    await page.keyboard.press('n')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('Pied')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Credentials are asked for' }).waitFor()
    await page.keyboard.press('i')
    await page.keyboard.type('gavinBelson')
    await page.keyboard.press('Tab')
    await page.keyboard.type('hooli2016')
    await page.keyboard.press('Enter')
    await leapUntil(page, 'The bank asks')
    // Out of the field that has the focus, then out of the connection.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'No connection is open' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('pied')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('article', { name: 'Connection c-1' }).waitFor()
    // What lies over the page is closed first, and the connection stays open.
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

describe('what is exported', () => {
  test('is a picture as SVG and as PNG, and a trace that can be replayed', async () => {
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
    expect([root, svg.includes('now connected')]).toStrictEqual(['svg', true])
    const png = await download('Chart as PNG')
    expect([...png.subarray(0, 8)]).toStrictEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    expect(png.readUInt32BE(16)).toBeGreaterThan(500)
    const trace = readTrace(JSON.parse((await download('Trace, to be replayed')).toString()))
    expect(E.isRight(trace) ? await replayTrace(trace.right) : trace).toStrictEqual(E.right('same'))
  })
})
