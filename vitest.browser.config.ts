import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { pageProxy } from './packages/http-adapter/test/browser/page-proxy.ts'
import { chromiumParameters, chromiumPath } from './scripts/chromium.ts'

const SOURCE = '@bank-connection/source'

// Vite's own conditions are listed as well, since the defaults are replaced.
const ofPages = [SOURCE, 'module', 'browser', 'development|production']
const ofNode = [SOURCE, 'module', 'node', 'development|production']

/** Path for the results as JSON, for scripts that count them. */
const report = process.env['TEST_REPORT']
const reports: ['json', { outputFile: string }][] = report === undefined ? [] : [['json', { outputFile: report }]]

/** Tests that run in a page, and tests in Node that drive a browser. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    reporters: ['default', ...reports],
    projects: [
      {
        extends: true,
        resolve: { conditions: ofPages },
        ssr: { resolve: { conditions: ofNode } },
        plugins: [pageProxy()],
        test: {
          name: 'in a page',
          root: 'packages/http-adapter',
          include: ['test/browser/*.browser.test.ts'],
          globalSetup: [fileURLToPath(new URL('packages/http-adapter/test/browser/global-setup.ts', import.meta.url))],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromiumPath, args: [...chromiumParameters] } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        resolve: { conditions: ofNode },
        ssr: { resolve: { conditions: ofNode } },
        test: {
          name: 'driving a browser',
          include: [
            'packages/inspector/test/browser/*.browser.test.ts',
            'examples/service/test/browser/*.browser.test.ts',
          ],
          env: { CHROMIUM_PATH: chromiumPath },
        },
      },
    ],
  },
})
