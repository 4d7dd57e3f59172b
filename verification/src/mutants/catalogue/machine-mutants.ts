import type { Mutant } from './mutant.ts'

const GUARDS = 'packages/core/src/machine/guards.ts'
const MACHINE = 'packages/core/src/machine/machine.ts'
const RESUMING = 'packages/core/src/machine/resuming.ts'
const OPEN = 'packages/core/src/connect/open-connection.ts'

/** Bugs in what the machine decides and remembers. */
export const mutantsOfMachine: readonly Mutant[] = [
  {
    name: 'fields that the institution does not want are sent to it',
    file: GUARDS,
    from: ' && unexpectedFields(required, given).length === 0',
    to: '',
  },
  {
    name: 'fields that the institution demands may be missing',
    file: GUARDS,
    from: 'missingFields(required, given).length === 0 && ',
    to: '',
  },
  {
    name: 'credentials are asked for after a lost answer, without a look for the job',
    file: MACHINE,
    from: "            target: 'reconciling',\n",
    to: "            target: 'collecting',\n",
  },
  {
    name: 'a request that may have arrived is taken for one that never left',
    file: GUARDS,
    from: "error.delivered === 'no' && error.reason !== 'cancelled'",
    to: "error.reason !== 'cancelled'",
  },
  {
    name: 'an answer to a create that cannot be read ends the connection',
    file: GUARDS,
    from: "    case 'MalformedResponse':\n      return true\n    case 'Refused':\n      return error.status >= 500",
    to: "    case 'MalformedResponse':\n      return false\n    case 'Refused':\n      return error.status >= 500",
  },
  {
    name: 'a lookup that failed is read as one that found nothing',
    file: MACHINE,
    from: "{ guard: { type: 'succeeds', params: ({ event }) => event.output }, target: 'collecting' },",
    to: "{ target: 'collecting' },",
  },
  {
    name: 'a refresh that was on its way at a crash is sent again',
    file: RESUMING,
    from: "target: '#connection.reconciling', actions: 'rememberInterrupted' }",
    to: "target: '#connection.creating', actions: 'rememberInterrupted' }",
  },
  {
    name: 'cancel during a request goes on to look for the job',
    file: MACHINE,
    from: "exit: 'dropCredentials',\n      on: { cancel: { target: 'cancelled', actions: 'rememberCancelledRequest' } },",
    to: "exit: 'dropCredentials',\n      on: { cancel: { target: 'reconciling', actions: 'rememberInterrupted' } },",
  },
  {
    name: 'cancel is not heard while a job is followed',
    file: OPEN,
    from: "if (actor.getSnapshot().status === 'active') actor.send(cancel)",
    to: "if (actor.getSnapshot().status === 'active' && view()._tag !== 'Working') actor.send(cancel)",
  },
]
