import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tool } from './tool.ts'
import { ROOT } from './tree-copy.ts'

/** A program that uses every name of every entry and rejects those without a type. */
const typing = (specifiers: readonly string[]): string => `
type Untyped<M> = { [K in keyof M]: 0 extends 1 & M[K] ? K : never }[keyof M]
type Typed<M> = [Untyped<M>] extends [never] ? true : Untyped<M>
${specifiers.map((specifier, i) => `import * as m${i} from '${specifier}'\nexport const typed${i}: Typed<typeof m${i}> = true`).join('\n')}
`

const COMPILER = { target: 'es2022', strict: true, noEmit: true, skipLibCheck: false }

/** Type libraries of a consumer's platform, and the entries that need more. */
const PLATFORMS = [
  {
    platform: 'none',
    besides: /^@bank-connection\/(?:stores.*|http-adapter.*|inspector.*|sandbox.*)$/u,
    options: { lib: ['es2023'], types: [] },
  },
  {
    platform: 'browser',
    besides: /^@bank-connection\/(?:stores.*|inspector.*|sandbox)$/u,
    options: { lib: ['es2023', 'dom'], types: [] },
  },
  {
    platform: 'node',
    besides: /(?!)/u,
    options: { lib: ['es2023'], types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')] },
  },
]

const RESOLUTIONS = [
  { file: 'consumer.mts', options: { module: 'nodenext' } },
  { file: 'consumer.cts', options: { module: 'nodenext' } },
  { file: 'consumer.ts', options: { module: 'esnext', moduleResolution: 'bundler' } },
]

interface Typing {
  /** Its configuration is in the same folder: `tsconfig.….json`. */
  readonly file: string
  readonly platform: string
}

/** Compiles a use of every name of every entry, for each platform and module resolution. Rejects when one fails. */
export const typeChecks = async (
  specifiers: readonly string[],
  project: string,
  compilers: readonly Tool[],
): Promise<void> => {
  const typings = await writeConsumers(specifiers, project)
  for (const compiler of compilers) {
    for (const { file } of typings) {
      const { code, stdout, stderr } = await compiler.run(['-p', `tsconfig.${file}.json`, '--pretty', 'false'], project)
      const lines = stdout.split('\n').filter((line) => line.includes('error TS'))
      // Errors in types of dependencies, which may need the platform's types, are ignored.
      const errors = lines.filter((line) => !/^node_modules\/(?!@bank-connection\/)/u.test(line))
      if (errors.length > 0 || (code !== 0 && lines.length === 0))
        throw new Error(`${file} does not compile with ${compiler.name}:\n${errors.join('\n')}${stderr}`)
    }
    const platforms = [...new Set(typings.map(({ platform }) => platform))].join(', ')
    console.log(`ok   types of ${specifiers.length} entries, ${compiler.name}, platforms: ${platforms}`)
  }
}

/** Writes the program for each platform and module resolution. Returns the configurations by platform. */
const writeConsumers = async (specifiers: readonly string[], project: string): Promise<readonly Typing[]> => {
  const typings: Typing[] = []
  for (const { platform, besides, options } of PLATFORMS) {
    const wanted = specifiers.filter((specifier) => !besides.test(specifier))
    for (const resolution of RESOLUTIONS) {
      const file = `${platform}-${resolution.file}`
      const compilerOptions = { ...COMPILER, ...options, ...resolution.options }
      await writeFile(join(project, file), typing(wanted))
      await writeFile(join(project, `tsconfig.${file}.json`), JSON.stringify({ compilerOptions, files: [file] }))
      typings.push({ file, platform })
    }
  }
  return typings
}
