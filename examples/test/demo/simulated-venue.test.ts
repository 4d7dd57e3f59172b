import { Server } from 'node:net'
import { either as E } from 'fp-ts'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openHttpVenue } from '../../src/demo/simulated-venue.ts'

test.each([0.3, 1.234_567_89, 33.333])('a bank over HTTP opens at the speed %d', async (speed) => {
  const venue = await openHttpVenue({ seed: 1, speed })()
  expect(venue).toMatchObject(E.right({ note: expect.stringMatching(/^A simulated bank over HTTP/u) }))
  expect(await (venue as E.Right<{ readonly close: () => Promise<unknown> }>).right.close()).toStrictEqual([])
})

test('a bank over HTTP whose client cannot be made is closed again', async () => {
  const listen = vi.spyOn(Server.prototype, 'listen')
  onTestFinished(() => listen.mockRestore())
  await expect(openHttpVenue({ seed: 1, speed: 1e6 })()).rejects.toThrow(/^limits\.callTimeoutMs must /u)
  expect(listen.mock.contexts).toMatchObject([{ listening: false }])
})
