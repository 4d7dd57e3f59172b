import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// The defaults of these two options are replaced, not extended, so vite's own conditions are listed as well.
const conditions = ['@bank-connection/source', 'module', 'node', 'development|production']

/** The seed of every property in this run; `FC_SEED=… pnpm test` repeats it. */
const seed = process.env['FC_SEED'] ?? String(randomInt(2 ** 31))

const seedOfFailure = {
  onTestRunEnd: (_: unknown, __: unknown, reason: string): void => {
    if (reason === 'failed') console.error(`FC_SEED=${seed} repeats the properties of this run.`)
  },
}

/** Path for the results as JSON, for scripts that count them. */
const report = process.env['TEST_REPORT']
const reports: ['json', { outputFile: string }][] = report === undefined ? [] : [['json', { outputFile: report }]]

const project = (name: string, root: string) => ({
  extends: true as const,
  test: { name, root, include: ['test/**/*.test.ts'], exclude: ['test/browser/**', 'node_modules/**'] },
})

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // No test replaces a module or keeps state in one; loading all again for each file takes four times as long.
    isolate: false,
    // The default is one less, which on two cores is half.
    maxWorkers: '100%',
    // Far more than any test needs, since busy machines are slow.
    testTimeout: 30_000,
    env: { FC_SEED: seed },
    setupFiles: [fileURLToPath(new URL('scripts/fast-check-seed.ts', import.meta.url))],
    reporters: ['default', seedOfFailure, ...reports],
    projects: [
      project('core', 'packages/core'),
      project('stores', 'packages/stores'),
      project('http-adapter', 'packages/http-adapter'),
      project('inspector', 'packages/inspector'),
      project('memory-adapter', 'packages/memory-adapter'),
      project('sandbox', 'packages/sandbox'),
      project('examples', 'examples'),
      project('service', 'examples/service'),
      project('verification', 'verification'),
      project('scripts', 'scripts'),
    ],
  },
})
