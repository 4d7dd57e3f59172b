import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explain, keepConnection, resumeConnection } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { createFileStore } from '@bank-connection/stores/file'
import { either as E } from 'fp-ts'

const { port: bank, userId } = createMemoryBank({ time: { speed: 100 } })
const folder = await mkdtemp(join(tmpdir(), 'connections-'))

const store = createFileStore({ folder })
const kept = await keepConnection(bank, store, 'c-17', { userId, institutionId: 'AU00000' })()
if (E.isLeft(kept)) throw new Error(explain(kept.left))
kept.right.subscribe((view) => {
  if (view._tag === 'Collecting') kept.right.submit({ loginId: 'gavinBelson', password: 'hooli2016' })
})
const end = await kept.right.ended()
console.log(E.isRight(end) ? end.right.connectionId : explain(end.left))

// Another process would resume it after a crash. Here it has ended, so the view is the last one.
const resumed = await resumeConnection(bank, store, 'c-17')()
if (E.isRight(resumed)) console.log(resumed.right.view()._tag)
