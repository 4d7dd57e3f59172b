import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { pageOpener } from './open-page.ts'

const openPage = pageOpener()

/** The bank's time in the screenshots: 2 March 2026, 9:30 UTC. */
const START_AT = Date.UTC(2026, 2, 2, 9, 30)

const pathOf = (name: string): string => fileURLToPath(new URL(`../../../../docs/images/${name}`, import.meta.url))

describe.runIf(process.env['SCREENSHOTS'] === '1')('the screenshots of the README', () => {
  test('show a connection at a challenge, in light and in dark', async () => {
    const { page, start, served } = await openPage({ seed: 1, startAt: START_AT })
    const post = async (path: string, body: unknown): Promise<void> => {
      const headers = { 'content-type': 'application/json' }
      await fetch(`${served.url}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    }
    // By the API, so that the number of advances does not depend on the speed of the page.
    const advance = (ms: number): Promise<void> => post('bank/advance', { ms })
    await start({ institutionId: 'AU00000', count: 2, auto: true })
    await start({ institutionId: 'AU00003', count: 2, auto: true })
    await start({ institutionId: 'AU00001' })
    await advance(1_000)
    await post('connections/c-5/submit', { login: 'erlich' })
    await advance(8_000)
    await start({ institutionId: 'AU00002', auto: true })
    await start({ institutionId: 'AU19301' })
    await start({ institutionId: 'AU00002' })
    await advance(1_000)
    await post('connections/c-8/submit', { login: 'gavinBelson' })
    await advance(17_000)
    await page.goto(`${served.url}/#/c/c-8`)
    await page.getByRole('heading', { name: 'Challenge' }).waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.mouse.move(0, 0)
      const picture = await page.screenshot({ path: pathOf(`inspector-${colorScheme}.png`), animations: 'disabled' })
      expect(picture.length).toBeGreaterThan(20_000)
    }
  })
})
