/**
 * Proves that every wall of the house stands: plants violations in a copy of the workspace that has its configuration
 * and its dependencies but none of its sources, and demands that exactly the expected rules report each of them.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from './run.ts'
import { ROOT, withTreeCopy } from './tree-copy.ts'
import { STAND_INS, WALLS, type Wall } from './wall-list.ts'

interface Report {
  readonly file: string
  /** From 1; 0 for the file as a whole. */
  readonly line: number
  readonly rule: string
}

interface PlantedWall extends Wall {
  readonly line: number
}

const CONFIGURATION =
  /^(?:[^/]+\.(?:json|yaml|grit)|\.gitignore|scripts|scripts\/lint(?:\/.*)?|examples|packages|(?:packages\/[^/]+|examples)(?:\/[^/]+\.json)?)$/u

/** Gives each wall its line, and writes the files. */
const plant = async (copy: string, walls: readonly Wall[]): Promise<readonly PlantedWall[]> => {
  const lines = new Map<string, string[]>()
  for (const [file, code] of Object.entries(STAND_INS)) lines.set(file, code.trimEnd().split('\n'))
  const planted = walls.map((wall) => {
    const known = lines.get(wall.file) ?? []
    known.push(wall.code)
    lines.set(wall.file, known)
    return { ...wall, line: known.length }
  })
  for (const [file, code] of lines) {
    await mkdir(dirname(join(copy, file)), { recursive: true })
    await writeFile(join(copy, file), `${code.join('\n')}\n`)
  }
  return planted
}

interface BiomeReport {
  readonly diagnostics: readonly {
    readonly category: string
    readonly message: string
    readonly location?: { readonly path?: string; readonly start?: { readonly line: number } | null } | null
  }[]
}

const lint = async (copy: string): Promise<readonly Report[]> => {
  const biome = join(ROOT, 'node_modules/.bin/biome')
  const { stdout, stderr } = await run(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], copy)
  if (!stdout.startsWith('{')) throw new Error(`biome gave no report:\n${stderr}`)
  const { diagnostics } = JSON.parse(stdout) as BiomeReport
  return diagnostics.map(({ category, message, location }) => ({
    file: location?.path ?? '',
    line: location?.start?.line ?? 0,
    // All plugins report under one name: their messages tell them apart.
    rule: category === 'plugin' ? `plugin: ${message.split(':')[0]}` : category,
  }))
}

const TSC_LINE = /^(?<file>.+?)\((?<line>\d+),\d+\): error (?<rule>TS\d+):/u

const compile = async (copy: string): Promise<readonly Report[]> => {
  const tsc = join(ROOT, 'node_modules/.bin/tsc')
  const { stdout } = await run(tsc, ['-b', '--pretty', 'false'], copy)
  return stdout.split('\n').flatMap((text) => {
    const { file, line, rule } = TSC_LINE.exec(text)?.groups ?? {}
    if (file === undefined || line === undefined || rule === undefined) return []
    return [{ file, line: Number(line), rule }]
  })
}

const TOOLS = { biome: lint, tsc: compile }

/** Plants the walls of one tool, runs it, and says of each whether it stands. */
const tryWalls = (by: Wall['by']): Promise<readonly boolean[]> =>
  withTreeCopy(
    (path) => CONFIGURATION.test(path),
    async (copy) => {
      const planted = await plant(
        copy,
        WALLS.filter((wall) => wall.by === by),
      )
      const reports = await TOOLS[by](copy)
      return planted.map((wall) => {
        const seen = reports.filter(({ file, line }) => file === wall.file && (line === wall.line || line === 0))
        const got = [...new Set(seen.map(({ rule }) => rule))].sort().join(' and ') || 'nothing'
        const wanted = [...wall.rules].sort().join(' and ') || 'nothing'
        const stands = got === wanted
        if (!stands) console.log(`FELL ${wall.file}: ${wall.name}: ${wanted}, not ${got}`)
        else if (process.argv.includes('--all')) console.log(`ok   ${wall.file}: ${wall.name}: ${got}`)
        return stands
      })
    },
  )

const startedAt = performance.now()
const walls = (await Promise.all([tryWalls('biome'), tryWalls('tsc')])).flat()
const fallen = walls.filter((stands) => !stands).length
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
console.log(`${walls.length - fallen} walls stand, ${fallen} fell (${seconds} s)`)
if (fallen > 0) process.exitCode = 1
