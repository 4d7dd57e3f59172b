import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { afterEach, expect, test, vi } from 'vitest'
import { openInspected } from '../src/inspecting/inspect-in-page.ts'

afterEach(() => void vi.unstubAllGlobals())

interface Opened {
  readonly url: string
  readonly posted: string[]
}

/** A page that opens windows, each of which reports at once that it is ready, as the hosted inspector does. */
const openPage = () => {
  const opened: Opened[] = []
  const listeners: ((event: { readonly data: unknown }) => void)[] = []
  vi.stubGlobal('window', {
    requestIdleCallback: (work: () => void) => work(),
    addEventListener: (_: 'message', listener: (typeof listeners)[number]) => void listeners.push(listener),
    open: (url: string) => {
      const posted: string[] = []
      opened.push({ url, posted })
      return { postMessage: (data: unknown) => void posted.push(JSON.stringify(data)) }
    },
  })
  const connectInspector = (): void => {
    for (const listener of listeners) listener({ data: { type: '@statelyai.connected' } })
  }
  return { opened, connectInspector }
}

const SECRETS = { loginId: 'canary-login-70e1', password: 'canary-password-c4f2' }
const ANSWER = 'canary-answer-b8d3'

const bankThatAsks = () => {
  const challenge = { method: 'token', description: 'A code', prompts: ['Code'], answers: [ANSWER] } as const
  return createMemoryBank({ logins: [{ ...SECRETS, holder: 'A Holder', challenge, failure: null }] })
}

test('a page sends the hosted inspector every state of a connection, and no secret', async () => {
  const { opened, connectInspector } = openPage()
  const { port, userId } = bankThatAsks()
  const handle = openInspected(port, { userId, institutionId: 'AU00002' })
  connectInspector()
  if (E.isLeft(handle)) throw new Error('not opened')
  handle.right.subscribe((view) => {
    if (view._tag === 'Collecting') handle.right.submit(SECRETS)
    if (view._tag === 'Challenged') handle.right.answer([ANSWER])
  })
  const end = await handle.right.ended()
  const [{ url, posted } = { url: '', posted: [] }] = opened
  const all = posted.join('\n')

  expect(E.isRight(end)).toBe(true)
  expect(url).toBe('https://stately.ai/inspect')
  const states = [
    '"collecting"',
    '"creating"',
    '{"following":"challenged"}',
    '{"following":"answering"}',
    '"connected"',
  ]
  expect(states.filter((state) => !all.includes(`"value":${state}`))).toStrictEqual([])
  expect(all).not.toMatch(/canary|A code/)
})
