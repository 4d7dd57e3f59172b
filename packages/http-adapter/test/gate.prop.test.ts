import { createCancelSource, neverCancelled } from '@bank-connection/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGate, type Gate } from '../src/gate.ts'

const settleDown = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await undefined
}

/** Enters, and writes down under a name what comes of it. */
const enter = (gate: Gate, name: string, log: string[], isUrgent = false, stop = neverCancelled): void => {
  Promise.resolve(gate.enter(isUrgent, stop)).then((entry) => log.push(`${name} ${entry}`))
}

describe('a gate', () => {
  test('lets in at once while there are places, and then when one is left, in the order of coming', async () => {
    const gate = createGate(2, 10)
    const log: string[] = []
    for (const name of ['a', 'b', 'c', 'd']) enter(gate, name, log)
    await settleDown()
    expect(log).toStrictEqual(['a entered', 'b entered'])
    gate.leave()
    await settleDown()
    gate.leave()
    await settleDown()
    expect(log.slice(2)).toStrictEqual(['c entered', 'd entered'])
  })

  test('lets those in first for whom somebody waits', async () => {
    const gate = createGate(1, 10)
    const log: string[] = []
    for (const name of ['inside', 'patient', 'patient2']) enter(gate, name, log)
    for (const name of ['urgent', 'urgent2']) enter(gate, name, log, true)
    for (let i = 0; i < 4; i++) {
      gate.leave()
      await settleDown()
    }
    expect(log.map((line) => line.split(' ')[0])).toStrictEqual(['inside', 'urgent', 'urgent2', 'patient', 'patient2'])
  })

  test('is full at once when too many wait, urgent or not', async () => {
    const gate = createGate(1, 2)
    const log: string[] = []
    enter(gate, 'inside', log)
    enter(gate, 'patient', log)
    enter(gate, 'urgent', log, true)
    expect([gate.enter(false, neverCancelled), gate.enter(true, neverCancelled)]).toStrictEqual(['full', 'full'])
    gate.leave()
    await settleDown()
    expect(log).toStrictEqual(['inside entered', 'urgent entered'])
    expect(createGate(1, 0).enter(true, neverCancelled)).toBe('entered')
  })

  test('of one who stops waiting loses no place, and lets the one behind in', async () => {
    const gate = createGate(1, 2)
    const log: string[] = []
    const source = createCancelSource()
    enter(gate, 'inside', log)
    enter(gate, 'stopping', log, false, source.signal)
    enter(gate, 'behind', log)
    source.cancel()
    await settleDown()
    expect(log).toStrictEqual(['inside entered', 'stopping stopped'])
    gate.leave()
    await settleDown()
    expect(log.at(-1)).toBe('behind entered')
    gate.leave()
    expect(gate.enter(false, neverCancelled)).toBe('entered')
  })

  test('stops one at once who has been stopped before', async () => {
    const gate = createGate(1, 2)
    const log: string[] = []
    const source = createCancelSource()
    source.cancel()
    enter(gate, 'inside', log)
    enter(gate, 'stopped before', log, false, source.signal)
    await settleDown()
    expect(log).toStrictEqual(['inside entered', 'stopped before stopped'])
  })

  type Act =
    | { readonly act: 'enter'; readonly isUrgent: boolean }
    | { readonly act: 'leave' | 'stop'; readonly pick: number }
  const act: fc.Arbitrary<Act> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ act: fc.constant('enter' as const), isUrgent: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('leave' as const), pick: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('stop' as const), pick: fc.nat() }) },
  )

  test('behaves like two lists and a count, whatever comes', async () => {
    const counts = { entered: 0, handed: 0, full: 0, stopped: 0, urgentFirst: 0 }
    const sizes = fc.record({ concurrentMax: fc.integer({ min: 1, max: 3 }), queuedMax: fc.nat({ max: 4 }) })
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.array(act, { minLength: 10, maxLength: 50 }),
        async ({ concurrentMax, queuedMax }, acts) => {
          const gate = createGate(concurrentMax, queuedMax)
          const log: string[] = []
          const wanted: string[] = []
          const sources = new Map<string, () => void>()
          let inside = 0
          let urgent: string[] = []
          let patient: string[] = []
          for (const [i, one] of acts.entries()) {
            if (one.act === 'enter') {
              const name = String(i)
              const source = createCancelSource()
              sources.set(name, source.cancel)
              enter(gate, name, log, one.isUrgent, source.signal)
              if (inside < concurrentMax) {
                inside += 1
                counts.entered += 1
                wanted.push(`${name} entered`)
              } else if (urgent.length + patient.length >= queuedMax) {
                counts.full += 1
                wanted.push(`${name} full`)
              } else if (one.isUrgent) urgent = [...urgent, name]
              else patient = [...patient, name]
            } else if (one.act === 'leave' && inside > 0) {
              gate.leave()
              counts.urgentFirst += urgent.length > 0 && patient.length > 0 ? 1 : 0
              const [next] = [...urgent, ...patient]
              if (next === undefined) inside -= 1
              else {
                counts.handed += 1
                wanted.push(`${next} entered`)
                urgent = urgent.filter((name) => name !== next)
                patient = patient.filter((name) => name !== next)
              }
            } else if (one.act === 'stop') {
              const waiting = [...urgent, ...patient]
              const name = waiting[one.pick % Math.max(1, waiting.length)]
              if (name !== undefined) {
                counts.stopped += 1
                wanted.push(`${name} stopped`)
                sources.get(name)?.()
                urgent = urgent.filter((one) => one !== name)
                patient = patient.filter((one) => one !== name)
              }
            }
            await settleDown()
            expect(log).toStrictEqual(wanted)
          }
        },
      ),
      { numRuns: 300 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(20)
  })
})
