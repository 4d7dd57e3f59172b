/** Something that the tools must refuse, or must let through. */
export interface Wall {
  readonly name: string
  readonly by: 'biome' | 'tsc'
  /** Path of the planted file. Walls with the same path are lines of one file. */
  readonly file: string
  /** One line. */
  readonly code: string
  /** What must be reported for the line, and nothing else: names of biome's rules, or codes of the compiler. */
  readonly rules: readonly string[]
}

const CORE = 'packages/core/src'
const MEMORY = 'packages/memory-adapter/src'
const HTTP = 'packages/http-adapter/src'
const FILES = 'packages/stores/src'
const INSPECTOR = 'packages/inspector/src'

/** Where the simulated bank meets the platform. */
const EDGES = [`${MEMORY}/serve.ts`, `${MEMORY}/cli.ts`, `${MEMORY}/web`]

/** Where the compiler builds what is planted. */
const COMPILED = /^packages\/(?:core|stores|memory-adapter|http-adapter)\/src\//u

const IMPORTS = 'lint/style/noRestrictedImports'
const UNDECLARED = 'lint/correctness/noUndeclaredDependencies'
const GLOBALS = 'lint/style/noRestrictedGlobals'
const NODE_MODULES = 'lint/correctness/noNodejsModules'
const FILENAME = 'lint/style/useFilenamingConvention'
const CHANCE = 'lint/nursery/noJsRestrictedProperties'
const CYCLE = 'lint/suspicious/noImportCycles'
const SELF = 'lint/nursery/noSelfImport'
const BARREL = 'lint/performance/noBarrelFile'
const CLASS = 'plugin: No classes'
const AMBIENT = 'plugin: No ambient declarations'
const TYPE_IN_PLACE = 'plugin: Import types at the top'
const ALIAS = 'plugin: Use Math by its members'
const PROPERTY = 'plugin: Await this property, or return it'

/** Files that stand for the real ones, so that the planted imports lead somewhere and break no other rule. */
export const STAND_INS: Readonly<Record<string, string>> = {
  [`${CORE}/index.ts`]: `export { base } from './base.ts'\n`,
  [`${CORE}/base.ts`]: 'export const base = 1\n',
  [`${CORE}/codec/leaf.ts`]: 'export const leaf = 1\n',
  [`${CORE}/machine/chart.ts`]: 'export const chart = 1\n',
  [`${CORE}/connect/connect.ts`]: 'export const connect = 1\n',
  [`${CORE}/inspect/inspect.ts`]: 'export const inspect = 1\n',
  [`${CORE}/testing/index.ts`]: 'export const law = 1\n',
  [`${CORE}/cycle-a.ts`]: `import { b } from './cycle-b.ts'\nexport const a = (): unknown => b\n`,
  [`${CORE}/cycle-b.ts`]: 'export const b = 1\n',
  ['packages/core/test/story.ts']: 'export const story = 1\n',
  ['packages/memory-adapter/test/story.ts']: 'export const story = 1\n',
  [`${MEMORY}/index.ts`]: 'export const world = 1\n',
  [`${MEMORY}/web/planted.ts`]: 'export const app = 1\n',
  [`${MEMORY}/testing/index.ts`]: 'export const tale = 1\n',
  [`${HTTP}/index.ts`]: 'export const send = 1\n',
  [`${HTTP}/create-http-bank.ts`]: 'export const bank = 1\n',
  [`${HTTP}/undici-transport.ts`]: 'export const send = 1\n',
  [`${HTTP}/leaf.ts`]: 'export const leaf = 1\n',
  ['packages/http-adapter/test/story.ts']: 'export const story = 1\n',
}

let planted = 0

/** A wall in a file, or in a fresh file of a folder. */
const wall = (by: Wall['by'], name: string, place: string, code: string, ...rules: readonly string[]): Wall => ({
  name,
  by,
  file: place.endsWith('.ts') ? place : `${place}/planted-${++planted}.ts`,
  code,
  rules,
})

const refuses = (place: string, specifiers: readonly string[], ...rules: readonly string[]): readonly Wall[] =>
  specifiers.map((specifier) => wall('biome', `imports ${specifier}`, place, `import '${specifier}'`, ...rules))

const hides = (place: string, names: readonly string[]): readonly Wall[] =>
  names.map((name) => wall('biome', `names ${name}`, place, `export const the${name} = ${name}`, GLOBALS))

/** What the compiler knows no types of: it is not declared, not exported, or not in the package. */
const unresolved = (place: string, specifiers: readonly string[], ...rules: readonly string[]): readonly Wall[] =>
  specifiers.map((name) => wall('tsc', `compiles with ${name}`, place, `export type * from '${name}'`, ...rules))

const unknown = (place: string, names: readonly string[], rule: string): readonly Wall[] =>
  names.map((name) => wall('tsc', `compiles with ${name}`, place, `export const named: unknown = ${name}`, rule))

const lint = (place: string, name: string, code: string, ...rules: readonly string[]): Wall =>
  wall('biome', name, place, code, ...rules)

/** Lines of one file that the linter lets through, and the compiler where it builds the package. */
const legal = (place: string, ...lines: readonly string[]): readonly Wall[] => {
  const { file } = wall('biome', '', place, '')
  const tools = COMPILED.test(file) ? (['biome', 'tsc'] as const) : (['biome'] as const)
  return lines.flatMap((line) => tools.map((by) => wall(by, `legal: ${line}`, file, line)))
}

const deep = ['fp-ts/Either', 'fp-ts/lib/Either.js', 'fp-ts/es6/Either.js', 'io-ts/PathReporter', 'io-ts/lib/index.js']
const adapters = ['@bank-connection/memory-adapter', '@bank-connection/http-adapter']
const upper = ['../machine/chart.ts', '../connect/connect.ts', '../inspect/inspect.ts']
const innards = ['@bank-connection/core/testing', '@bank-connection/core/src/base.ts', '../../core/src/base.ts']
const time = ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'setImmediate']
const platform = ['fetch', 'AbortSignal', 'URL', 'process', 'Buffer', 'console']
const others = ['globalThis', 'Function', 'crypto']

/** What no place in the core may import. */
const core = (place: string): readonly Wall[] => [
  ...refuses(place, ['fp-ts/Either', 'io-ts/lib/index.js', '@bank-connection/core', '../../test/story.ts'], IMPORTS),
  ...refuses(place, adapters, IMPORTS, UNDECLARED),
  ...refuses(place, ['../../../memory-adapter/src/index.ts'], IMPORTS),
  ...refuses(place, ['node:fs', 'node:fs/promises'], NODE_MODULES),
]

const IMPORT_WALLS: readonly Wall[] = [
  ...core(`${CORE}/codec`),
  ...refuses(`${CORE}/codec`, deep, IMPORTS),
  ...refuses(`${CORE}/codec`, ['xstate', 'xstate/actors', 'fast-check', '../testing/index.ts', ...upper], IMPORTS),
  ...refuses(CORE, ['xstate', './testing/index.ts', './machine/chart.ts', './connect/connect.ts'], IMPORTS),
  ...refuses(`${CORE}/protocol`, ['xstate', ...upper], IMPORTS),
  ...refuses(`${CORE}/schedule`, ['xstate', ...upper], IMPORTS),
  ...refuses(`${CORE}/index.ts`, ['xstate', 'fast-check', './testing/index.ts', './inspect/inspect.ts'], IMPORTS),
  ...['machine', 'connect', 'inspect'].flatMap((folder) => [
    ...core(`${CORE}/${folder}`),
    ...refuses(`${CORE}/${folder}`, ['fast-check', '../testing/index.ts'], IMPORTS),
  ]),
  ...core(`${CORE}/testing`),
  ...[HTTP, `${HTTP}/fetch`, `${HTTP}/undici-transport.ts`].flatMap((place) => [
    ...refuses(place, ['fp-ts/Either', ...innards], IMPORTS),
    ...refuses(place, ['@bank-connection/memory-adapter', 'io-ts', 'xstate', 'fast-check'], IMPORTS, UNDECLARED),
    ...refuses(place, ['node:fs', 'node:http', 'node:timers/promises'], NODE_MODULES),
    ...refuses(place, ['valibot', 'vitest', 'selfsigned'], UNDECLARED),
  ]),
  ...refuses(HTTP, ['undici', './undici-transport.ts', './create-http-bank.ts', './index.ts'], IMPORTS),
  ...refuses(`${HTTP}/fetch`, ['undici', '../undici-transport.ts', '../create-http-bank.ts', '../index.ts'], IMPORTS),
  ...refuses(FILES, ['fp-ts/Either', ...innards], IMPORTS),
  ...refuses(FILES, ['@bank-connection/memory-adapter', 'io-ts', 'xstate', 'fast-check'], IMPORTS, UNDECLARED),
  ...refuses(FILES, ['valibot', 'vitest', 'esbuild'], UNDECLARED),
  ...refuses(INSPECTOR, ['fp-ts/Either', '../../core/src/base.ts', 'fast-check'], IMPORTS),
  ...refuses(INSPECTOR, ['xstate', '@statelyai/inspect', 'react', 'elkjs'], IMPORTS, UNDECLARED),
  ...refuses(INSPECTOR, ['valibot', 'vitest', 'vite'], UNDECLARED),
  ...refuses(`${CORE}/store`, ['xstate', ...upper], IMPORTS),
  ...refuses(MEMORY, ['fp-ts/Either', ...innards], IMPORTS),
  ...refuses(MEMORY, ['@bank-connection/http-adapter', 'xstate'], IMPORTS, UNDECLARED),
  ...refuses(MEMORY, ['fast-check'], IMPORTS),
  ...refuses(MEMORY, ['node:fs', 'node:http'], NODE_MODULES),
  ...refuses(`${MEMORY}/web`, ['node:fs', 'node:http'], NODE_MODULES),
  ...refuses(MEMORY, ['hono', 'hono/cors', '@hono/node-server', './web/planted.ts', './serve.ts', './cli.ts'], IMPORTS),
  ...refuses(MEMORY, ['./testing/index.ts'], IMPORTS),
  ...refuses(`${MEMORY}/web`, ['../testing/index.ts'], IMPORTS),
  ...refuses(`${MEMORY}/testing`, ['fp-ts/Either', '@bank-connection/core/src/base.ts', 'hono'], IMPORTS),
  ...refuses(`${MEMORY}/testing`, ['../web/planted.ts', '../serve.ts', '../cli.ts', '../../test/story.ts'], IMPORTS),
  ...refuses(`${MEMORY}/testing`, ['@bank-connection/http-adapter', 'xstate'], IMPORTS, UNDECLARED),
  ...refuses(`${MEMORY}/testing`, ['node:fs', 'node:http'], NODE_MODULES),
  ...refuses(`${MEMORY}/testing`, ['valibot', 'vitest'], UNDECLARED),
  ...EDGES.flatMap((place) => [
    ...refuses(place, ['fp-ts/Either', ...innards], IMPORTS),
    ...refuses(place, ['@bank-connection/http-adapter', 'xstate'], IMPORTS, UNDECLARED),
    ...refuses(place, ['fast-check'], IMPORTS),
    ...refuses(place, ['valibot', 'vitest'], UNDECLARED),
  ]),
  ...['packages/core/test', 'packages/memory-adapter/test', 'examples/src', 'scripts', 'bench'].flatMap((place) =>
    refuses(place, ['fp-ts/Either'], IMPORTS, ...(place === 'scripts' || place === 'bench' ? [UNDECLARED] : [])),
  ),
  ...refuses(`${CORE}/codec`, ['valibot', 'vitest'], UNDECLARED),
  ...refuses(MEMORY, ['valibot', 'vitest'], UNDECLARED),
  lint(`${CORE}/codec`, 'imports a type of xstate', `export type { Actor } from 'xstate'`, IMPORTS),
  lint(
    `${CORE}/codec`,
    'imports a type of xstate in place',
    `export type Actor = import('xstate').AnyActor`,
    TYPE_IN_PLACE,
  ),
  lint(`${CORE}/codec`, 'imports xstate lazily', `export const chart = () => import('xstate')`, IMPORTS),
  lint(`${CORE}/codec`, 'exports from xstate', `export { createActor } from 'xstate'`, IMPORTS, BARREL),
  lint(`${CORE}/cycle-b.ts`, 'imports in a circle', `import { a } from './cycle-a.ts'; export const c = a`, CYCLE),
  lint(`${CORE}/codec/itself.ts`, 'imports itself', `import './itself.ts'`, SELF),
]

const NAME_WALLS: readonly Wall[] = [
  ...hides(`${CORE}/codec`, [...time, ...platform, ...others]),
  ...hides(`${CORE}/machine`, ['Date', 'setTimeout', 'fetch']),
  ...hides(`${CORE}/testing`, ['Date', 'setTimeout', 'fetch']),
  ...hides(MEMORY, [...time, ...platform, ...others]),
  ...EDGES.flatMap((place) => hides(place, [...time, ...others])),
  ...hides(INSPECTOR, ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', ...others, 'fetch']),
  ...hides(FILES, [...time, ...others, 'fetch', 'process', 'console']),
  ...hides(`${MEMORY}/testing`, ['Date', 'setTimeout', 'fetch']),
  ...hides(`${MEMORY}/real-time.ts`, ['fetch', 'process', 'crypto']),
  ...hides(HTTP, [...time, ...others, 'process', 'Buffer', 'console']),
  ...hides(`${HTTP}/fetch`, [...time, ...others, 'process', 'Buffer', 'console']),
  ...hides(`${HTTP}/undici-transport.ts`, [...time, ...others, 'process', 'console']),
  ...hides(`${HTTP}/http-bank.ts`, ['performance', 'setInterval', 'crypto', 'process', 'Buffer']),
  ...hides(`${HTTP}/retry-after.ts`, ['performance', 'setTimeout', 'crypto', 'process', 'Buffer']),
  ...[
    `${CORE}/codec`,
    `${CORE}/machine`,
    `${CORE}/testing`,
    MEMORY,
    `${MEMORY}/testing`,
    ...EDGES,
    HTTP,
    `${HTTP}/fetch`,
    FILES,
    INSPECTOR,
  ].flatMap((place) => [
    lint(place, 'names Math.random', 'export const chance = Math.random()', CHANCE),
    lint(place, 'takes random out of Math', 'export const { random } = Math', CHANCE, ALIAS),
    lint(place, 'gives Math another name', 'export const renamed = [Math].map((other) => other.random())', ALIAS),
  ]),
]

const promise = 'const late = async (): Promise<number> => 1; export const start = (): void => { late() }'

const HOUSE_WALLS: readonly Wall[] = [
  ...[`${CORE}/codec`, `${CORE}/machine`, `${CORE}/testing`, MEMORY, HTTP, FILES, INSPECTOR].flatMap((place) => [
    lint(place, 'has a class', 'export class Bank {}', CLASS),
    lint(place, 'has an anonymous class', 'export const Bank = class {}', CLASS),
    lint(place, 'has an enum', 'export enum Stage { Collecting = 0 }', 'lint/style/noEnum'),
    lint(place, 'has a default export', 'export default 1', 'lint/style/noDefaultExport'),
    lint(place, 'has an ambient name', 'declare const later: number; export const soon = later', AMBIENT),
    lint(place, 'exports an ambient name', 'export declare const later: number', AMBIENT),
    lint(place, 'has an ambient global', 'declare global { interface Later { readonly soon: 1 } }', AMBIENT),
    lint(place, 'refers to a library', '/// <reference lib="dom" />', 'lint/nursery/noTripleSlashReference'),
    lint(place, 'refers to types', '/// <reference types="node" />', 'lint/nursery/noTripleSlashReference'),
  ]),
  lint(CORE, 'is a barrel', `export { leaf } from './codec/leaf.ts'`, BARREL),
  lint(CORE, 'has any', 'export const bank = (job: any): unknown => job', 'lint/suspicious/noExplicitAny'),
  lint(CORE, 'asserts non-null', 'export const id = (job?: string) => job!', 'lint/style/noNonNullAssertion'),
  lint(CORE, 'forgets a promise', promise, 'lint/nursery/noFloatingPromises'),
  lint(
    CORE,
    'imports a type as a value',
    `import { Type } from 'io-ts'; export type Codec = Type<1>`,
    'lint/style/useImportType',
  ),
  lint(
    CORE,
    'has a type for a record',
    'export type Job = { readonly id: string }',
    'lint/style/useConsistentTypeDefinitions',
  ),
  lint(
    CORE,
    'has a method',
    'export interface Bank { job(id: string): void }',
    'lint/style/useConsistentMethodSignatures',
  ),
  lint(CORE, 'ignores the compiler', '// @ts-ignore', 'lint/suspicious/noTsIgnore'),
  lint(CORE, 'suppresses without a reason', '// biome-ignore lint/style/noEnum:', 'suppressions/parse'),
  lint(CORE, 'suppresses nothing', '// biome-ignore lint/style/noEnum: none is here', 'suppressions/unused'),
  lint(`${CORE}/createBankPort.ts`, 'is not in kebab case', 'export const base = 1', FILENAME),
  ...['utils', 'helpers', 'common', 'types'].map((name) =>
    lint(`${CORE}/codec/${name}.ts`, 'is named after nothing', 'export const base = 1', FILENAME),
  ),
  ...['packages/core/test', `${CORE}/testing`, `${MEMORY}/testing`].map((place) =>
    lint(place, 'forgets a property', `fc.assert(fc.asyncProperty(some, law))`, PROPERTY),
  ),
  lint(
    'packages/core/test',
    'skips a test',
    `import { it } from 'vitest'; it.skip('a', () => {})`,
    'lint/suspicious/noSkippedTests',
  ),
  lint(
    'packages/core/test',
    'focuses a test',
    `import { it } from 'vitest'; it.only('a', () => {})`,
    'lint/suspicious/noFocusedTests',
  ),
  lint(
    'packages/core/test',
    'has a test that should',
    `import { it } from 'vitest'; it('should be', () => {})`,
    'lint/nursery/useValidTestTitle',
  ),
]

const COMPILER_WALLS: readonly Wall[] = [
  ...unknown(`${CORE}/codec`, ['setTimeout', 'clearTimeout', 'fetch', 'AbortSignal', 'URL', 'performance'], 'TS2304'),
  ...unknown(`${CORE}/codec`, ['console', 'document'], 'TS2584'),
  ...unknown(`${CORE}/codec`, ['process', 'Buffer'], 'TS2591'),
  ...unknown(`${CORE}/testing`, ['setTimeout', 'fetch'], 'TS2304'),
  ...unresolved(`${CORE}/codec`, ['node:fs'], 'TS2591'),
  ...unresolved(`${CORE}/codec`, [...adapters, 'undici', 'fp-ts/lib/Either'], 'TS2307'),
  ...unresolved(`${CORE}/codec`, ['../../../memory-adapter/src/index.ts', '../../test/story.ts'], 'TS6059', 'TS6307'),
  ...unknown(MEMORY, ['setTimeout', 'fetch', 'Request', 'Response', 'URL'], 'TS2304'),
  ...unknown(MEMORY, ['process', 'Buffer'], 'TS2591'),
  ...unknown(`${MEMORY}/testing`, ['setTimeout', 'fetch'], 'TS2304'),
  ...unresolved(MEMORY, ['node:http'], 'TS2591'),
  ...unresolved(MEMORY, ['./web/planted.ts'], 'TS6307'),
  ...unresolved(MEMORY, ['@bank-connection/http-adapter', '@bank-connection/core/src/base.ts', 'xstate'], 'TS2307'),
  ...unresolved(MEMORY, ['../../http-adapter/src/index.ts', '../test/story.ts'], 'TS6059', 'TS6307'),
  ...unresolved(HTTP, ['@bank-connection/core/src/base.ts', 'xstate', 'io-ts', 'hono'], 'TS2307'),
  ...unresolved(HTTP, ['../../memory-adapter/src/index.ts', '../test/story.ts'], 'TS6059', 'TS6307'),
  ...[CORE, MEMORY, HTTP].flatMap((place) => [
    wall('tsc', 'has an enum', place, 'export enum Stage { Collecting = 0 }', 'TS1294'),
    wall('tsc', 'has a namespace', place, 'export namespace Stage { export const a = 1 }', 'TS1294'),
  ]),
]

const LEGAL: readonly Wall[] = [
  ...legal(
    `${CORE}/codec`,
    `import { either as E } from 'fp-ts'`,
    `import * as t from 'io-ts'`,
    `import { base } from '../base.ts'`,
    `import { leaf } from './leaf.ts'`,
    'export const codec = [E.right(base + leaf), t.string, Math.max(1, 2)]',
  ),
  ...legal(
    `${CORE}/machine`,
    `import { setup } from 'xstate'`,
    `import { base } from '../base.ts'`,
    `import { connect } from '../connect/connect.ts'`,
    'export const machine = [setup({}), base, connect]',
  ),
  ...legal(
    `${CORE}/connect`,
    `import { createActor } from 'xstate'`,
    `import { chart } from '../machine/chart.ts'`,
    'export const connected = [createActor, chart]',
  ),
  ...legal(
    `${CORE}/inspect`,
    `import type { InspectionEvent } from 'xstate'`,
    `import { chart } from '../machine/chart.ts'`,
    `export const redact = (event: InspectionEvent): unknown => [event.type, chart]`,
  ),
  ...legal(
    `${CORE}/testing`,
    `import * as fc from 'fast-check'`,
    `import { setup } from 'xstate'`,
    `import { chart } from '../machine/chart.ts'`,
    `import { law } from './index.ts'`,
    'export const laws = [fc.integer(), setup({}), chart, law]',
  ),
  ...legal(
    `${CORE}/index.ts`,
    `export { connect } from './connect/connect.ts'`,
    `export { chart } from './machine/chart.ts'`,
  ),
  ...legal(
    HTTP,
    `import { base } from '@bank-connection/core'`,
    `import { taskEither as TE } from 'fp-ts'`,
    `import { leaf } from './leaf.ts'`,
    'export const carry: readonly unknown[] = [base, TE.right(1), leaf, fetch, URL, AbortController, TextDecoder]',
  ),
  ...legal(`${HTTP}/fetch/index.ts`, `export { leaf } from '../leaf.ts'`),
  ...legal(
    `${HTTP}/undici-transport.ts`,
    `import { Pool } from 'undici'`,
    'export const transport: readonly unknown[] = [Pool, Buffer]',
  ),
  ...legal(
    `${HTTP}/http-bank.ts`,
    'export const defaults: readonly unknown[] = [Date.now, setTimeout, clearTimeout, Math.random]',
  ),
  ...legal(`${HTTP}/retry-after.ts`, 'export const date = (text: string): number => Date.parse(text)'),
  ...legal(
    MEMORY,
    `import { base } from '@bank-connection/core'`,
    `import { option as O } from 'fp-ts'`,
    `import { world } from './index.ts'`,
    'export const bank = [base, O.none, world]',
  ),
  ...legal(
    `${MEMORY}/testing`,
    `import * as fc from 'fast-check'`,
    `import { base } from '@bank-connection/core'`,
    `import { law } from '@bank-connection/core/testing'`,
    `import { either as E } from 'fp-ts'`,
    `import { world } from '../index.ts'`,
    `import { tale } from './index.ts'`,
    'export const tales = [fc.integer(), base, law, E.right(1), world, tale]',
  ),
  ...legal(
    FILES,
    `import { open } from 'node:fs/promises'`,
    `import { base } from '@bank-connection/core'`,
    `import { either as E } from 'fp-ts'`,
    'export const store = (bytes: Buffer): readonly unknown[] => [open, base, E, bytes]',
  ),
  ...legal(
    INSPECTOR,
    `import { createServer } from 'node:http'`,
    `import { base } from '@bank-connection/core'`,
    `import { law } from '@bank-connection/core/testing'`,
    `import { world } from '@bank-connection/memory-adapter'`,
    `import { Hono } from 'hono'`,
    `import { WebSocketServer } from 'ws'`,
    'export const inspector: readonly unknown[] = [createServer, base, law, world, Hono, WebSocketServer, setImmediate]',
  ),
  ...legal(
    `${MEMORY}/serve.ts`,
    `import { createServer } from 'node:http'`,
    `import { getRequestListener } from '@hono/node-server'`,
    `import { world } from './index.ts'`,
    `export const serve: readonly unknown[] = [createServer, getRequestListener, world, Request, Response, URL]`,
  ),
  ...legal(
    `${MEMORY}/cli.ts`,
    `import { parseArgs } from 'node:util'`,
    `export const main = () => console.log(parseArgs({ args: process.argv }))`,
  ),
  ...legal(
    `${MEMORY}/web`,
    `import { Hono } from 'hono'`,
    `import { world } from '../index.ts'`,
    `export const app: readonly unknown[] = [Hono, world, Request, Response, URL]`,
  ),
  ...legal(
    `${MEMORY}/real-time.ts`,
    `import { base } from '@bank-connection/core'`,
    'declare const setTimeout: (run: () => void, ms: number) => number',
    'export const realTime = [base, Date.now, setTimeout]',
  ),
  ...['packages/core/test', 'packages/memory-adapter/test', 'packages/http-adapter/test'].flatMap((place) =>
    legal(
      `${place}/planted.prop.test.ts`,
      `import { readFile } from 'node:fs/promises'`,
      `import { base } from '@bank-connection/core'`,
      `import { law } from '@bank-connection/core/testing'`,
      `import * as fc from 'fast-check'`,
      `import { option as O } from 'fp-ts'`,
      `import { expect, it } from 'vitest'`,
      'fc.assert(fc.property(fc.string(), (text) => text.length >= 0))',
      'await fc.assert(fc.asyncProperty(fc.string(), (text) => Promise.resolve(text.length >= 0)))',
      `it('holds', () => expect([readFile, base, law, fc, O, Date.now(), Math.random()]).toBeDefined())`,
    ),
  ),
  ...legal('packages/core/test/planted.test-d.ts', 'export {}'),
  ...legal('packages/core/test/planted.contract.test.ts', 'export {}'),
  ...legal(
    'examples/src',
    `import { base } from '@bank-connection/core'`,
    `import { law } from '@bank-connection/core/testing'`,
    `import { world } from '@bank-connection/memory-adapter'`,
    `import { Command } from 'commander'`,
    'console.log(base, law, world, new Command(), Date.now(), Math.random(), process.argv)',
  ),
  ...legal('examples/test', `import { it } from 'vitest'`, `it('runs', () => undefined)`),
  ...legal('scripts', `import * as fc from 'fast-check'`, 'console.log(fc)'),
  ...legal('scripts', `import { spawn } from 'node:child_process'`, 'console.log(spawn, new Date())'),
  ...legal('planted.config.ts', `import { defineConfig } from 'vitest/config'`, 'export default defineConfig({})'),
]

export const WALLS: readonly Wall[] = [...IMPORT_WALLS, ...NAME_WALLS, ...HOUSE_WALLS, ...COMPILER_WALLS, ...LEGAL]
