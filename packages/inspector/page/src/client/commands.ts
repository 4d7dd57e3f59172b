import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import type { BankMenu } from '../../../src/feed/feed.ts'

/** The result of a request, or an error message for the user. */
export type Outcome<A> = E.Either<string, A>

/** Sends a command. The body is not kept. */
export const sendCommand = async (path: string, body: Readonly<Record<string, unknown>>): Promise<Outcome<unknown>> => {
  const headers = { 'content-type': 'application/json' }
  return readResponse(fetch(`/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error' }))
}

/** Starts connections and returns their ids. */
export const startConnections = async (
  body: Readonly<Record<string, unknown>>,
): Promise<Outcome<readonly string[]>> => {
  const started = await sendCommand('connections', body)
  if (E.isLeft(started)) return started
  return Started.is(started.right) ? E.right(started.right.ids) : E.left(UNEXPECTED_RESPONSE)
}

/** Reads the institutions, faults and events of the bank. */
export const readMenu = async (): Promise<Outcome<BankMenu>> => {
  const menu = await readResponse(fetch('/api/bank', { redirect: 'error' }))
  if (E.isLeft(menu)) return menu
  return Menu.is(menu.right) ? E.right(menu.right) : E.left(UNEXPECTED_RESPONSE)
}

/** Reads the trace of a connection, as formatted JSON. */
export const readTrace = async (id: string): Promise<Outcome<string>> => {
  const trace = await readResponse(fetch(`/api/connections/${encodeURIComponent(id)}/trace`, { redirect: 'error' }))
  return E.isLeft(trace) ? trace : E.right(`${JSON.stringify(trace.right, null, 2)}\n`)
}

const UNEXPECTED_RESPONSE = 'The inspector sent an unexpected response. Reload the page if it was updated.'

const UNREACHABLE = 'The inspector does not respond. Start it again in its terminal.'

const Started = t.type({ ids: t.readonlyArray(t.string) })

const Problem = t.type({ problem: t.string })

const Entries = t.readonlyArray(t.type({ label: t.string, value: t.UnknownRecord }))

const Menu: t.Type<BankMenu> = t.type({
  institutions: t.readonlyArray(
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

const readResponse = async (request: Promise<Response>): Promise<Outcome<unknown>> => {
  try {
    const response = await request
    const body: unknown = await response.json().catch(() => null)
    if (response.ok) return E.right(body)
    return E.left(Problem.is(body) ? body.problem : `The inspector responded with status ${response.status}.`)
  } catch {
    return E.left(UNREACHABLE)
  }
}
