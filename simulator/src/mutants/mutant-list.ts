import type { Mutant } from './mutant.ts'
import { mutantsOfBank } from './of-bank.ts'
import { mutantsOfHttp } from './of-http.ts'
import { mutantsOfKeeping } from './of-keeping.ts'
import { mutantsOfMachine } from './of-machine.ts'
import { mutantsOfProtocol } from './of-protocol.ts'
import { mutantsOfWatch } from './of-watch.ts'

/** Every bug that the simulator must find. */
export const mutants: readonly Mutant[] = [
  ...mutantsOfMachine,
  ...mutantsOfWatch,
  ...mutantsOfKeeping,
  ...mutantsOfProtocol,
  ...mutantsOfHttp,
  ...mutantsOfBank,
]
