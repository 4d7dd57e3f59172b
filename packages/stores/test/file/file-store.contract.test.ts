import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeLaws } from '@bank-connection/core/testing'
import { createFileStore } from '@bank-connection/stores/file'
import { either as E } from 'fp-ts'
import { expect, onTestFinished, test } from 'vitest'

test.each(storeLaws)('a file store $name', async ({ check }) => {
  const folder = await mkdtemp(join(tmpdir(), 'file-store-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const store = createFileStore({ folder: join(folder, 'connections') })
  const other = createFileStore({ folder: join(folder, 'connections') })
  expect(await check({ store, other })).toStrictEqual(E.right('holds'))
})
