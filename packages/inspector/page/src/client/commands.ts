import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import type { BankMenu } from '../../../src/feed/feed.ts'

/** What became of a command: what it gave, or what is wrong in words for people. */
export type Outcome<A> = E.Either<string, A>

/** Sends a command. What is sent is kept nowhere. */
export const command = async (path: string, body: Readonly<Record<string, unknown>>): Promise<Outcome<unknown>> => {
  const headers = { 'content-type': 'application/json' }
  return answered(fetch(`/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error' }))
}

/** Starts connections, and gives their ids. */
export const startConnections = async (
  body: Readonly<Record<string, unknown>>,
): Promise<Outcome<readonly string[]>> => {
  const started = await command('connections', body)
  if (E.isLeft(started)) return started
  const { right } = Started.decode(started.right) as { readonly right?: t.TypeOf<typeof Started> }
  return right === undefined ? E.left(NO_ANSWER) : E.right(right.ids)
}

/** What can be started, and what can be made to happen. */
export const readMenu = async (): Promise<Outcome<BankMenu>> => {
  const menu = await answered(fetch('/api/bank', { redirect: 'error' }))
  if (E.isLeft(menu)) return menu
  return Menu.is(menu.right) ? E.right(menu.right) : E.left(NO_ANSWER)
}

/** Reads the trace of a connection, as the text of its file. */
export const readTrace = async (id: string): Promise<Outcome<string>> => {
  const trace = await answered(fetch(`/api/connections/${encodeURIComponent(id)}/trace`, { redirect: 'error' }))
  return E.isLeft(trace) ? trace : E.right(`${JSON.stringify(trace.right, null, 2)}\n`)
}

const NO_ANSWER = 'The inspector answered with something else than it should. Is it of the same version?'

const GONE = 'The inspector does not answer. It runs until its terminal is closed: start it again there.'

const Started = t.type({ ids: t.readonlyArray(t.string) })

const Problem = t.type({ problem: t.string })

const Entries = t.readonlyArray(t.type({ label: t.string, value: t.UnknownRecord }))

const Menu: t.Type<BankMenu> = t.type({
  offers: t.readonlyArray(
    t.type({
      id: t.string,
      name: t.string,
      authorization: t.string,
      logins: t.readonlyArray(t.type({ name: t.string, description: t.string })),
    }),
  ),
  faults: Entries,
  events: Entries,
})

const answered = async (request: Promise<Response>): Promise<Outcome<unknown>> => {
  try {
    const response = await request
    const body: unknown = await response.json().catch(() => null)
    if (response.ok) return E.right(body)
    return E.left(Problem.is(body) ? body.problem : `The inspector refused it, with status ${response.status}.`)
  } catch {
    return E.left(GONE)
  }
}
