import type { Mutant } from './mutant.ts'

const GUARDS = 'packages/core/src/machine/guards.ts'
const MACHINE = 'packages/core/src/machine/machine.ts'
const RESUMING = 'packages/core/src/machine/resuming.ts'
const OPEN = 'packages/core/src/connect/open-connection.ts'

/** Bugs in the decisions and the memory of the machine. */
export const mutantsOfMachine: readonly Mutant[] = [
  {
    name: 'fields that the institution does not require are sent',
    file: GUARDS,
    from: ' && unexpectedFields(required, given).length === 0',
    to: '',
  },
  {
    name: 'required fields may be missing',
    file: GUARDS,
    from: 'missingFields(required, given).length === 0 && ',
    to: '',
  },
  {
    name: 'credentials are requested after a lost response, without looking for the job',
    file: MACHINE,
    from: "            target: 'reconciling',\n",
    to: "            target: 'collecting',\n",
  },
  {
    name: 'a request that may have arrived counts as never sent',
    file: GUARDS,
    from: "error.delivered === 'no' && error.reason !== 'cancelled'",
    to: "error.reason !== 'cancelled'",
  },
  {
    name: 'a malformed response to a create ends the connection',
    file: GUARDS,
    from: "    case 'MalformedResponse':\n      return true\n    case 'Refused':\n      return error.status >= 500",
    to: "    case 'MalformedResponse':\n      return false\n    case 'Refused':\n      return error.status >= 500",
  },
  {
    name: 'a failed lookup counts as finding nothing',
    file: MACHINE,
    from: "{ guard: { type: 'succeeds', params: ({ event }) => event.output }, target: 'collecting' },",
    to: "{ target: 'collecting' },",
  },
  {
    name: 'a refresh that was pending at a crash is sent again',
    file: RESUMING,
    from: "target: '#connection.reconciling', actions: 'rememberInterrupted' }",
    to: "target: '#connection.creating', actions: 'rememberInterrupted' }",
  },
  {
    name: 'cancel during a request still looks for the job',
    file: MACHINE,
    from: "exit: 'dropCredentials',\n      on: { cancel: { target: 'cancelled', actions: 'rememberCancelledRequest' } },",
    to: "exit: 'dropCredentials',\n      on: { cancel: { target: 'reconciling', actions: 'rememberInterrupted' } },",
  },
  {
    name: 'cancel is ignored while a job is followed',
    file: OPEN,
    from: "if (actor.getSnapshot().status === 'active') actor.send(cancel)",
    to: "if (actor.getSnapshot().status === 'active' && view()._tag !== 'Working') actor.send(cancel)",
  },
]
