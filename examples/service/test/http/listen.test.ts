import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { listen, originOf } from '../../src/http/listen.ts'

/** Longer than the timeout of a test. */
const GRACE_MS = 1_000_000

test.each([
  ['127.0.0.1', 3_000, 'http://127.0.0.1:3000'],
  ['127.0.0.1', 80, 'http://127.0.0.1'],
  ['::1', 3_000, 'http://[::1]:3000'],
])('the origin of %s at port %d is what browsers say: %s', (host, port, origin) => {
  expect(originOf(host, port)).toBe(origin)
})

test('a server that ends waits for neither unused nor kept-alive connections', async () => {
  let respond = (_: Response): void => undefined
  const response = new Promise<Response>((resolve) => {
    respond = resolve
  })
  let onRequest = (): void => undefined
  const received = new Promise<void>((resolve) => {
    onRequest = resolve
  })
  const { address, end } = await listen(
    () => {
      onRequest()
      return response
    },
    { host: '127.0.0.1', port: 0 },
  )
  const port = Number(new URL(address).port)
  const [unused, used] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
  used.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await Promise.all([received, once(unused, 'connect')])
  let text = ''
  used.on('data', (data) => {
    text += String(data)
  })
  const ended = Promise.all([end(GRACE_MS), once(used, 'close'), once(unused, 'close')])
  respond(new Response('all of it'))
  await ended
  expect(text).toContain('all of it')
})
