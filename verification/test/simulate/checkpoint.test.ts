import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstCheckpoint, readCheckpoint, writeCheckpoint } from '../../src/simulate/checkpoint.ts'

const run = { seed: 7, weather: null, over: 'memory' } as const

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a run without a checkpoint file starts from the beginning', async () => {
  expect(await readCheckpoint(join(folder, 'none.json'), run)).toStrictEqual(firstCheckpoint(run))
})

test('a checkpoint is read as it was written, and no temporary file is left', async () => {
  const file = join(folder, 'run.json')
  const first = firstCheckpoint(run)
  const reached = { ...first, ms: 12.5, next: 9, open: [4, 8], commits: ['a', 'b'] }
  await writeCheckpoint(file, first)
  await writeCheckpoint(file, { ...reached, coverage: { ...first.coverage, connections: 1_800 } })
  expect(await readCheckpoint(file, run)).toStrictEqual({
    ...reached,
    coverage: { ...first.coverage, connections: 1_800 },
  })
  expect(await readdir(folder)).toStrictEqual(['run.json'])
})

test.each([
  ['seed', { ...run, seed: 8 }],
  ['weather', { ...run, weather: 'storm' as const }],
  ['over', { ...run, over: 'http' as const }],
])('a checkpoint of a run with another %s is rejected', async (name, other) => {
  const file = join(folder, 'run.json')
  await writeCheckpoint(file, firstCheckpoint(run))
  await expect(readCheckpoint(file, other)).rejects.toThrow(`a run with ${name} `)
})

test('a damaged checkpoint is rejected', async () => {
  const file = join(folder, 'run.json')
  await writeFile(file, '{"seed":7')
  await expect(readCheckpoint(file, run)).rejects.toThrow()
})
