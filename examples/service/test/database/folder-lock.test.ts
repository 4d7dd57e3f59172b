import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { expect, onTestFinished, test } from 'vitest'
import { lockFolder } from '../../src/database/folder-lock.ts'

/** A process that always runs. */
const INIT = '1'
/** Larger than any process id. */
const NOT_RUNNING = '999999999'

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'lock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('a folder that a running process has locked is rejected with its id', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'owner.pid'), INIT)
  expect(await lockFolder(folder)).toStrictEqual(E.left(1))
})

test.each([NOT_RUNNING, '', 'not a number'])(
  'a folder whose owner (%j) is not running can be locked and released',
  async (owner) => {
    const folder = await newFolder()
    await writeFile(join(folder, 'owner.pid'), owner)
    const lock = await lockFolder(folder)
    if (E.isLeft(lock)) throw new Error(`taken by ${lock.left}`)
    expect(await readdir(folder)).toStrictEqual(['owner.pid'])
    await lock.right()
    expect(await readdir(folder)).toStrictEqual([])
  },
)
