import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brokenLaws, storeLaws } from '@bank-connection/core/testing'
import { createFileStore } from '@bank-connection/stores/file'

const root = await mkdtemp(join(tmpdir(), 'laws-'))

// Put your own store here: two instances on the same empty storage, as two processes have.
const broken = await brokenLaws(storeLaws, async () => {
  const folder = await mkdtemp(join(root, 'store-'))
  return { store: createFileStore({ folder }), other: createFileStore({ folder }) }
})
for (const line of broken) console.error(line)
console.log(`${storeLaws.length - broken.length} of ${storeLaws.length} laws hold`)
process.exitCode = broken.length === 0 ? 0 : 1

await rm(root, { recursive: true })
