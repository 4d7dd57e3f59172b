import { InstitutionId } from '@bank-connection/core'
import { submit, viewOf, withPort } from '@bank-connection/core/machine'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { createActor, toPromise } from 'xstate'

const { port, userId } = createMemoryBank()
const institutionId = E.getOrElseW((): never => process.exit(1))(InstitutionId.decode('AU00000'))

const actor = createActor(withPort(port), {
  input: { userId, intent: { type: 'create', institutionId }, at: port.clock.now() },
})
actor.subscribe((snapshot) => {
  console.log(viewOf(snapshot)._tag)
  if (snapshot.matches('collecting')) actor.send(submit({ loginId: 'jared', password: 'django' }, port.clock.now()))
})
actor.start()

console.log((await toPromise(actor))._tag)
