import { readFile } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { build } from 'esbuild'
import { ROOT } from './tree-copy.ts'

/** What stands in the place of some files of the tree, by their paths relative to the root. */
export type Planted = Readonly<Record<string, string>>

/**
 * Bundles a program of the workspace from its sources into one file for Node, without a type check and without touching
 * the tree: files that are planted are read as if they stood there. Rejects when it cannot be bundled.
 *
 * @param entry - its absolute path
 */
export const bundlePlanted = async (entry: string, outfile: string, planted: Planted): Promise<void> => {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@bank-connection/source'],
    // What comes as CommonJS asks for Node's modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'silent',
    plugins: [
      {
        name: 'planted',
        setup: ({ onLoad }) => {
          onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const file = relative(ROOT, path).split(sep).join('/')
            return { loader: 'ts', contents: planted[file] ?? (await readFile(path, 'utf8')) }
          })
        },
      },
    ],
  })
}
