import type { Job } from '@bank-connection/core/codec'
import { readTrace, replayTrace, type Trace, type TraceEvent, traceJson } from '@bank-connection/core/trace'
import * as fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { play, type Story, story } from '../../testing/random-story.ts'

/** A connection that is asked, crashes, answers, and succeeds. */
const STORY: Story = {
  ...{ intent: 'create', authorization: 'user-mfa-intermittent', keeps: 'by-hand', limits: {} },
  replies: [{ afterMs: 30, fault: null }],
  readings: [0, 1, 2, 3, 4],
  turns: [
    { waitMs: 500, act: 'submit' },
    { waitMs: 3_000, act: 'crash' },
    { waitMs: 500, act: 'answer' },
    { waitMs: 30_000, act: 'wait' },
  ],
}

const edited = (trace: Trace, index: number, edit: (event: never) => object): Trace =>
  trace.map((event, i) => (i === index ? ({ ...event, ...edit(event as never) } as TraceEvent) : event))

const indexOf = (trace: Trace, type: TraceEvent['type'], n: number): number =>
  trace.flatMap((event, i) => (event.type === type ? [i] : [])).at(n) ?? -1

describe('a replay', () => {
  test('of a trace that this version recorded is identical', async () => {
    for (const keeps of ['by-hand', 'in-a-store'] as const) {
      const trace = await play({ ...STORY, keeps })
      expect(trace.map(({ type }) => type)).toEqual(expect.arrayContaining(['crashed', 'restored', 'ended']))
      expect(await replayTrace(trace)).toStrictEqual(E.right('same'))
    }
  })

  test('names the first call at another time', async () => {
    const trace = await play(STORY)
    const index = indexOf(trace, 'called', 3)
    const later = edited(trace, index, ({ at }: { at: number }) => ({ at: at + 7 }))
    expect(await replayTrace(later)).toMatchObject(
      E.left({ index, difference: 'call 4 of getJob happens 7 ms earlier than recorded.' }),
    )
  })

  test('names the first view that differs, and where', async () => {
    const trace = await play(STORY)
    const index = trace.findIndex((event) => event.type === 'shown' && event.view._tag === 'Challenged')
    const other = edited(trace, index, ({ view }: { view: { challenge: object } }) => ({
      view: { ...view, challenge: { ...view.challenge, round: 2 } },
    }))
    expect(await replayTrace(other)).toMatchObject(
      E.left({ index, difference: 'the view Challenged differs at /view/challenge/round.' }),
    )
  })

  test('names an event that was not recorded, and a recorded event that does not happen', async () => {
    const trace = await play(STORY)
    const [last, cut] = [trace.length - 2, trace.filter(({ type }) => type !== 'ended')]
    const more = [...trace.slice(0, last), { type: 'called', at: 1e9, call: 99, operation: 'getJob', about: {} }]
    expect(await replayTrace(cut)).toStrictEqual(E.right('same'))
    const shorter = trace.slice(0, indexOf(trace, 'shown', -1))
    expect(await replayTrace(shorter)).toMatchObject(
      E.left({
        index: shorter.length,
        recorded: null,
        difference: 'the view Connected now, but nothing was recorded.',
      }),
    )
    expect(await replayTrace(more as Trace)).toMatchObject(E.left({ index: last, replayed: { type: 'ended' } }))
  })

  test('finds a machine that reads the job differently, at the first view that differs', async () => {
    const trace = await play(STORY)
    const index = indexOf(trace, 'settled', 2)
    const denied = edited(trace, index, ({ result }: { result: { right: Job } }) => ({
      result: E.right({ ...result.right, steps: result.right.steps.slice(0, 2) }),
    }))
    const mismatch = await replayTrace(denied)
    expect(mismatch).toMatchObject(E.left({ index: index + 1, recorded: { type: 'shown' } }))
  })

  test('of a trace with one edited view, call or end differs from there on', async () => {
    await fc.assert(
      fc.asyncProperty(story(), fc.nat(), async (one, pick) => {
        const trace = await play(one)
        const places = trace.flatMap(({ type }, i) => (['called', 'ended'].includes(type) ? [i] : []))
        const index = places[pick % places.length] ?? 0
        fc.pre(places.length > 0)
        const later = edited(trace, index, ({ at }: { at: number }) => ({ at: at + 1 }))
        const result = await replayTrace(later)
        expect(E.isLeft(result) && result.left.index).toBe(index)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a trace that is read back', () => {
  const json = async () => JSON.parse(JSON.stringify(traceJson(await play(STORY)))) as { events: object[] }

  test('equals the one that was written', async () => {
    expect(readTrace(await json())).toMatchObject(E.right((await json()).events))
  })

  test.each([
    [null, 'foreign', ''],
    [[], 'foreign', ''],
    [{ events: [] }, 'foreign', '/version'],
    [{ version: 2, events: [] }, 'newer', '/version'],
    [{ version: 0, events: [] }, 'corrupt', '/version'],
    [{ version: 1 }, 'corrupt', '/events'],
    [{ version: 1, events: [] }, 'corrupt', '/events/0/type'],
    [{ version: 1, events: [{ type: 'crashed', at: 1 }] }, 'corrupt', '/events/0/type'],
  ])('%j is refused as %s, at %s', (u, reason, path) => {
    expect(readTrace(u)).toStrictEqual(E.left({ _tag: 'TraceMalformed', reason, path }))
  })

  test('names the path of an invalid member', async () => {
    const paths: unknown[] = []
    const { events } = await json()
    const types = ['called', 'settled', 'shown', 'acted', 'restored', 'ended']
    const places = types.map((type) => events.findIndex((event) => 'type' in event && event.type === type))
    for (const [i, member] of ['about', 'result', 'view', 'taken', 'saved', 'end'].entries()) {
      const broken = events.map((event, n) =>
        n === places[i] ? { ...event, [member]: { _tag: 'nothing known', given: 7 } } : event,
      )
      const read = readTrace({ version: 1, events: broken })
      paths.push(E.isLeft(read) ? read.left.path : read)
    }
    expect(paths).toStrictEqual([
      `/events/${places[0]}/about/given`,
      `/events/${places[1]}/result/_tag`,
      `/events/${places[2]}/view/_tag`,
      `/events/${places[3]}/taken/_tag`,
      `/events/${places[4]}/saved`,
      `/events/${places[5]}/end/_tag`,
    ])
  })

  test('is rejected without throwing if it is invalid', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), (text) => readTrace(JSON.parse(text))._tag === 'Left'))
  })
})
