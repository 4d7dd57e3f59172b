/** A violation of one rule, planted in a separate file. */
export interface Violation {
  /** The only rule that must report it: of dependency-cruiser or biome, or an error code of the compiler. */
  readonly rule: string
  readonly file: string
  readonly code: string
}

const violation = (rule: string, file: string, code: string): Violation => ({ rule, file, code })

const importing = (rule: string, file: string, ...specifiers: readonly string[]): Violation =>
  violation(rule, file, specifiers.map((specifier) => `import '${specifier}'`).join('\n'))

const CODEC = 'packages/core/src/codec'
const MEMORY = 'packages/memory-adapter/src/world'
const HTTP = 'packages/http-adapter/src/request'

/** For dependency-cruiser: at least one for each rule of `.dependency-cruiser.json`. */
export const importViolations: readonly Violation[] = [
  importing('no-circle', `${CODEC}/circle-a.ts`, './circle-b.ts'),
  importing('no-circle', `${CODEC}/circle-b.ts`, './circle-a.ts'),
  importing('no-folder-circle', `${CODEC}/upward.ts`, '../domain/progress.ts'),
  importing('resolvable', `${CODEC}/misspelt.ts`, './jobb.ts'),
  importing('entries-only', 'examples/src/inside.ts', '../../packages/core/src/codec/job.ts'),
  importing('src-is-product', `${CODEC}/tested.ts`, '../../test/scripted-port.ts'),
  importing('core-imports-no-package', `${CODEC}/adapted.ts`, '../../../memory-adapter/src/index.ts'),
  importing('adapters-import-core-only', `${HTTP}/simulated.ts`, '@bank-connection/memory-adapter'),
  importing(
    'sandbox-and-inspector-import-core-and-memory',
    'packages/sandbox/src/real.ts',
    '../../http-adapter/src/index.ts',
  ),
  importing('testing-entries-are-for-tests', `${MEMORY}/generated.ts`, '../testing/index.ts'),
  importing('fast-check-in-testing-entries', `${MEMORY}/drawn.ts`, 'fast-check'),
  importing('xstate-in-core', 'packages/core/src/domain/chart.ts', 'xstate'),
  importing('io-ts-decodes-in-core', 'packages/stores/src/file/decoded.ts', '../../../core/node_modules/io-ts'),
  importing('no-node-in-portable-code', `${MEMORY}/written.ts`, 'node:fs'),
  importing('undici-in-its-transport', `${HTTP}/pooled.ts`, 'undici'),
  violation('fetch-entry-is-portable', 'packages/http-adapter/src/fetch/index.ts', `import '../create-http-bank.ts'`),
  violation('handler-is-portable', 'packages/sandbox/src/handler/index.ts', `import '../serve-memory-bank.ts'`),
  importing('servers-in-sandbox-and-inspector', `${HTTP}/served.ts`, '../../../sandbox/node_modules/hono'),
  importing('page-imports-shapes', 'packages/inspector/page/src/served.ts', '../../src/server/stream-hub.ts'),
  importing('server-imports-no-page', 'packages/inspector/src/server/drawn.ts', 'react'),
]

const HTTP_FILE = `${HTTP}/planted`
const TEST = 'packages/core/test/codec'

/** For biome: rules that the design depends on. */
export const lintViolations: readonly Violation[] = [
  violation('lint/style/noRestrictedImports', `${CODEC}/deep.ts`, `import 'fp-ts/lib/Either.js'`),
  violation('lint/style/noRestrictedImports', `${HTTP_FILE}-inside.ts`, `import '../../../core/src/index.ts'`),
  ...['Date', 'setTimeout', 'crypto', 'process', 'globalThis'].map((name) =>
    violation(
      'lint/style/noRestrictedGlobals',
      `${HTTP_FILE}-${name.toLowerCase()}.ts`,
      `export const planted = ${name}`,
    ),
  ),
  violation('lint/nursery/noJsRestrictedProperties', `${MEMORY}/chance.ts`, 'export const chance = Math.random()'),
  violation('plugin: Use Math by its members', `${MEMORY}/alias.ts`, 'export const max = [Math].length'),
  violation('plugin: No classes', `${CODEC}/bank.ts`, 'export class Bank {}'),
  violation('plugin: No ambient declarations', `${CODEC}/later.ts`, 'export declare const later: number'),
  violation('plugin: Import types at the top', `${CODEC}/in-place.ts`, `export type Actor = import('xstate').AnyActor`),
  violation(
    'plugin: Await this property, or return it',
    `${TEST}/floating.ts`,
    'fc.assert(fc.asyncProperty(some, law))',
  ),
  violation('lint/correctness/noUndeclaredDependencies', `${CODEC}/undeclared.ts`, `import 'vitest'`),
  violation('lint/style/noEnum', `${CODEC}/stage.ts`, 'export enum Stage { Collecting = 0 }'),
  violation('lint/style/noDefaultExport', `${CODEC}/only.ts`, 'export default 1'),
  violation('lint/style/noNonNullAssertion', `${CODEC}/sure.ts`, 'export const id = (job?: string) => job!'),
  violation('lint/style/useFilenamingConvention', `${CODEC}/utils.ts`, 'export const base = 1'),
  violation('lint/style/useFilenamingConvention', `${CODEC}/createPort.ts`, 'export const base = 1'),
  violation('lint/suspicious/noExplicitAny', `${CODEC}/loose.ts`, 'export const job = (u: any): unknown => u'),
  violation('lint/suspicious/noTsIgnore', `${CODEC}/ignored.ts`, '// @ts-ignore\nexport const base = 1'),
  violation('lint/performance/noBarrelFile', `${CODEC}/all.ts`, `export { Job } from './job.ts'`),
  violation(
    'lint/nursery/noFloatingPromises',
    `${CODEC}/forgotten.ts`,
    'const late = async (): Promise<number> => 1\nexport const start = (): void => {\n  late()\n}',
  ),
  violation(
    'lint/nursery/noTripleSlashReference',
    `${CODEC}/dom.ts`,
    '/// <reference lib="dom" />\nexport const base = 1',
  ),
  violation(
    'suppressions/unused',
    `${CODEC}/unused.ts`,
    '// biome-ignore lint/style/noEnum: none here\nexport const base = 1',
  ),
  violation(
    'lint/suspicious/noSkippedTests',
    `${TEST}/skipped.test.ts`,
    `import { test } from 'vitest'\ntest.skip('a', () => {})`,
  ),
  violation(
    'lint/suspicious/noFocusedTests',
    `${TEST}/focused.test.ts`,
    `import { test } from 'vitest'\ntest.only('a', () => {})`,
  ),
  violation(
    'lint/nursery/useValidTestTitle',
    `${TEST}/title.test.ts`,
    `import { test } from 'vitest'\ntest('it should be', () => {})`,
  ),
]

/** For the compiler: platform APIs that core and the simulated bank must not use. */
export const typeViolations: readonly Violation[] = [CODEC, MEMORY].flatMap((folder) => [
  violation('TS2304', `${folder}/timer.ts`, 'export const planted: unknown = setTimeout'),
  violation('TS2304', `${folder}/request.ts`, 'export const planted: unknown = fetch'),
  violation('TS2591', `${folder}/host.ts`, 'export const planted: unknown = process'),
  violation('TS2591', `${folder}/disk.ts`, `export type * from 'node:fs'`),
])
