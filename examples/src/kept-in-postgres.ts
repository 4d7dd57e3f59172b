import { explain, keepConnection, resumeConnection } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { createPostgresStore } from '@bank-connection/stores/postgres'
import { PGlite } from '@electric-sql/pglite'
import { either as E } from 'fp-ts'

const { port: bank, userId } = createMemoryBank({ time: { speed: 100 } })

// On a server: new pg.Pool({ connectionString: process.env.DATABASE_URL })
const client = new PGlite()
const store = createPostgresStore({ client })
const migrated = await store.migrate()()
if (E.isLeft(migrated)) throw new Error(explain(migrated.left))

const kept = await keepConnection(bank, store, 'c-17', { userId, institutionId: 'AU00000' })()
if (E.isLeft(kept)) throw new Error(explain(kept.left))
await kept.right.release()

// Another process resumes it.
const resumed = await resumeConnection(bank, store, 'c-17')()
if (E.isLeft(resumed)) throw new Error(explain(resumed.left))
resumed.right.subscribe((view) => {
  if (view._tag === 'Collecting') resumed.right.submit({ loginId: 'gavinBelson', password: 'hooli2016' })
})
const end = await resumed.right.ended()
console.log(E.isRight(end) ? end.right.connectionId : explain(end.left))
