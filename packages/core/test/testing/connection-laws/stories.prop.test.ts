import { checkTrace } from '@bank-connection/core/testing'
import { readTrace, replayTrace, traceJson } from '@bank-connection/core/trace'
import * as fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { play, story } from '../random-story.ts'

test('every story satisfies all laws', async () => {
  await fc.assert(
    fc.asyncProperty(story(), async (one) => {
      expect(checkTrace(await play(one))).toStrictEqual(E.right('holds'))
    }),
    { numRuns: 300 },
  )
})

test('every story can be saved as JSON and replays identically', async () => {
  await fc.assert(
    fc.asyncProperty(story(), async (one) => {
      const trace = await play(one)
      const read = readTrace(JSON.parse(JSON.stringify(traceJson(trace))))
      expect(read._tag).toBe('Right')
      expect(E.isRight(read) ? await replayTrace(read.right) : read).toStrictEqual(E.right('same'))
    }),
    { numRuns: 300 },
  )
})
