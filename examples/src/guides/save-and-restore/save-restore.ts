import { explain, openConnection, restoreConnection } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'

const { port, userId, advance } = createMemoryBank()

const opened = openConnection(port, { userId, institutionId: 'AU00000' })
if (E.isLeft(opened)) throw new Error(explain(opened.left))
const before = opened.right
before.subscribe((view) => {
  if (view._tag === 'Collecting') before.submit({ loginId: 'gavinBelson', password: 'hooli2016' })
})
await advance(2_000)

const text = JSON.stringify(before.save()) // into a row, a file, a queue
console.log(before.view()._tag, text.length, text.includes('hooli2016'))
before.cancel() // sends nothing: the job continues at the server

// In another process, from here on:
const restored = restoreConnection(port, JSON.parse(text))
if (E.isLeft(restored)) throw new Error(explain(restored.left))
const end = await restored.right.ended()
console.log(E.isRight(end) ? end.right.connectionId : explain(end.left))
