import { mutantsOfBank } from './bank-mutants.ts'
import { mutantsOfHttp } from './http-mutants.ts'
import { mutantsOfKeeping } from './keep-mutants.ts'
import { mutantsOfMachine } from './machine-mutants.ts'
import type { Mutant } from './mutant.ts'
import { mutantsOfWatch } from './poll-mutants.ts'
import { mutantsOfProtocol } from './protocol-mutants.ts'

/** Every bug that the verification must find. */
export const mutants: readonly Mutant[] = [
  ...mutantsOfMachine,
  ...mutantsOfWatch,
  ...mutantsOfKeeping,
  ...mutantsOfProtocol,
  ...mutantsOfHttp,
  ...mutantsOfBank,
]
