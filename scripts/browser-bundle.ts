import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** A browser bundle of an entry and all its imports. */
export interface BrowserBundle {
  /** Size, minified and compressed. */
  readonly gzipBytes: number
}

/** Globals that a module may use while it is loaded, besides those of the language. */
const LOADED_WITH = { TextDecoder }

/**
 * Bundles a module for browsers, with the packages installed in a project, and loads it with a minimum of globals.
 * Rejects when it needs a module of Node, undici, or a global that only Node has.
 *
 * @param code - source of the module
 * @param without - packages to leave out; then the bundle is measured but not loaded
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
