import { fileURLToPath } from 'node:url'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { openPgliteDatabase } from '../../src/database/pglite-database.ts'
import { startService } from '../../src/start-service.ts'
import { connectTo, openBrowser, openPage, waitForView } from './page.ts'

const pathOf = (name: string): string => fileURLToPath(new URL(`../../../../docs/images/${name}`, import.meta.url))

describe.runIf(process.env['SCREENSHOTS'] === '1')('the pictures of the README', () => {
  test('show what a user sees at a challenge, in light and in dark', async () => {
    // The bank's time stands still once the challenge is open, so that the countdown is the same in both pictures.
    const bank = createMemoryBank({ seed: 1, time: { speed: 10 } })
    const service = await startService({
      port: 0,
      host: '127.0.0.1',
      publicOrigin: null,
      bank: { port: bank.port, id: 'screenshots', isEphemeral: false, hints: {}, close: async () => undefined },
      database: await openPgliteDatabase(null),
      log: pino({ level: 'silent' }),
    })
    const browser = await openBrowser()
    try {
      const { page } = await openPage(browser, service.url)
      await page.setViewportSize({ width: 390, height: 760 })
      await connectTo(page, 'Hooli Bank', 'gavinBelson', 'hooli2016')
      await waitForView(page, 'Hooli Bank', 'Connected')
      await connectTo(page, 'Pied Piper Bank', 'gavinBelson', 'hooli2016')
      await waitForView(page, 'Pied Piper Bank', 'Challenged')
      bank.setSpeed(0)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const picture = await page.screenshot({ path: pathOf(`service-${colorScheme}.png`), animations: 'disabled' })
        expect(picture.length).toBeGreaterThan(10_000)
      }
    } finally {
      await browser.close()
      await service.close()
    }
  })
})
