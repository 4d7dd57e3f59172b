import { readFile } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { build } from 'esbuild'
import { ROOT } from './tree-copy.ts'

/** Replacement contents of files, by paths relative to the root. */
export type Planted = Readonly<Record<string, string>>

/**
 * Bundles a program of the workspace from its sources into one file for Node, with some files replaced. It checks no
 * types and leaves the tree unchanged. Rejects when bundling fails.
 *
 * @param entry - absolute path of the program
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
    // CommonJS dependencies load Node's modules with `require`.
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
