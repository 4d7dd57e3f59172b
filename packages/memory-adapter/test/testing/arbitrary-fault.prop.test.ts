import { changeNames, createMemoryBank, type Fault } from '@bank-connection/memory-adapter'
import { fault } from '@bank-connection/memory-adapter/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { faultMembers } from '../../src/faults/fault.ts'

test('every generated fault can be injected, and is listed as JSON', () => {
  fc.assert(
    fc.property(fault(), (one) => {
      const bank = createMemoryBank({ faults: [one] })
      expect(bank.faults()).toStrictEqual([expect.objectContaining(JSON.parse(JSON.stringify(one)))])
    }),
  )
})

test('all faults are generated, with all changes and kinds of status', () => {
  const drawn = fc.sample(fault(), 5_000)
  const seen = new Set(drawn.map((one: Fault) => one.fault))
  const changes = new Set(drawn.flatMap((one) => (one.fault === 'distorted' ? [one.change] : [])))
  const statuses = new Set(drawn.flatMap((one) => (one.fault === 'status' ? [Math.floor(one.status / 100)] : [])))
  expect([...seen].sort()).toStrictEqual(Object.keys(faultMembers).sort())
  expect([...changes].sort()).toStrictEqual([...changeNames].sort())
  expect([...statuses].sort()).toStrictEqual([2, 3, 4, 5])
})
