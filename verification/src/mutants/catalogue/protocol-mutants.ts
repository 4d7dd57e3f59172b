import type { Mutant } from './mutant.ts'

const JOB = 'packages/core/src/codec/job.ts'
const ENDPOINTS = 'packages/core/src/protocol/endpoints.ts'

/** Bugs in encoding requests and decoding responses. */
export const mutantsOfProtocol: readonly Mutant[] = [
  {
    name: 'the prompts of a challenge are lost',
    file: JOB,
    from: 'prompts: input ?? [],',
    to: 'prompts: [],',
  },
  {
    name: 'the connection is not read from the result of the first step',
    file: JOB,
    from: "return connectionIdIn(links?.source ?? '') ?? connectionIdIn(verified?._tag === 'Link' ? verified.url : '')",
    to: "return verified === null ? null : connectionIdIn(links?.source ?? '')",
  },
  {
    name: 'the user is read from a link instead of the connection',
    file: 'packages/core/src/codec/link.ts',
    from: "const CONNECTIONS = '/connections/'",
    to: "const CONNECTIONS = '/users/'",
  },
  {
    name: 'the response for a running job is malformed',
    file: ENDPOINTS,
    from: "const started = { 202: startedAs('created'), 200: startedAs('alreadyRunning') }",
    to: "const started = { 202: startedAs('created') }",
  },
  {
    name: 'answers are sent with a token of the wrong scope',
    file: ENDPOINTS,
    from: "    scope: 'CLIENT_ACCESS',\n",
    to: '',
  },
]
