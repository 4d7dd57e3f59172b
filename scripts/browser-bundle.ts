import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** What an entry and all that it imports become for a browser. */
export interface BrowserBundle {
  /** Minified and compressed. */
  readonly gzipBytes: number
}

/** What a module may need when it is loaded, besides the language. */
const LOADED_WITH = { TextDecoder }

/**
 * Bundles a module that imports what is installed in a project, as a browser takes it, and loads it with next to nothing
 * around. Rejects when it needs a module of Node, or undici, or a name that only Node has.
 *
 * @param code - of the module
 * @param without - packages that are left out; what lacks some is measured and not loaded
 */
export const bundleForBrowser = async (
  code: string,
  project: string,
  without: readonly string[] = [],
): Promise<BrowserBundle> => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: project },
    external: [...without],
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'loaded',
    target: 'es2022',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  const strays = Object.keys(metafile.inputs).filter((path) => /(?:^|\/)node_modules\/undici\/|^node:/u.test(path))
  if (strays.length > 0) throw new Error(`${code} bundles modules that a browser lacks: ${strays.join(', ')}`)
  const [output] = outputFiles
  if (output === undefined) throw new Error(`${code} produces no browser bundle`)
  const gzipBytes = gzipSync(output.contents, { level: 9 }).byteLength
  if (without.length > 0) return { gzipBytes }
  const context = createContext({ ...LOADED_WITH })
  runInContext(output.text, context)
  const names = runInContext('Object.keys(loaded)', context) as readonly string[]
  if (names.length === 0) throw new Error(`${code} exports nothing in a browser`)
  return { gzipBytes }
}
