import { type ConnectionHandle, type ConnectionView, explain, openConnection } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'

const { port, userId } = createMemoryBank()

/** A page would render the view, and call these when its user presses a button. */
const show = (handle: ConnectionHandle, view: ConnectionView): void => {
  console.log(view._tag === 'Working' ? view.stage : view._tag)
  if (view._tag === 'Collecting') handle.submit({ loginId: 'gavinBelson', password: 'hooli2016' })
  if (view._tag === 'Challenged') handle.answer(view.challenge.prompts.map(() => 'Hooli'))
}

const opened = openConnection(port, { userId, institutionId: 'AU00002' })

if (E.isRight(opened)) {
  const handle = opened.right
  handle.subscribe((view) => show(handle, view))
  const result = await handle.ended()
  console.log(E.isRight(result) ? `connection ${result.right.connectionId}` : explain(result.left))
} else console.error(explain(opened.left))
