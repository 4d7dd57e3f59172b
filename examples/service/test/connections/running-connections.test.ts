import { createMemoryStore, keepConnection } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createRunningConnections } from '../../src/connections/running-connections.ts'
import type { ConnectionRecord, ConnectionRecords } from '../../src/database/connection-records.ts'
import { right } from '../test-service.ts'

test('a connection that starts while the service closes is released at once, without an event', async () => {
  const { port, userId } = createMemoryBank()
  const store = createMemoryStore()
  const changes: unknown[] = []
  const running = createRunningConnections({
    bank: port,
    store,
    log: pino({ level: 'silent' }),
    wait: () => Promise.resolve(),
    records: {} as ConnectionRecords,
    onChange: (record) => void changes.push(record),
  })
  const kept = right(await keepConnection(port, store, 'c_1_1', { userId, institutionId: 'AU00000' })())
  await running.release(0)
  running.adopt({ id: 'c_1', run: 1 } as ConnectionRecord, kept)
  await kept.ended()
  expect(running.count()).toBe(0)
  expect(changes).toStrictEqual([])
  expect(kept.view()._tag).toBe('Failed')
})
