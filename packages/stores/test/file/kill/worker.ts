// A process that owns one connection: it goes on with what is stored, or begins, and gives what is asked for. It says
// what it does, line by line, and stands still at the line at which it is to be killed.
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { KeptConnection } from '@bank-connection/core'
import { type Clock, createRealClock } from '@bank-connection/core/adapter'
import { createHttpBank } from '@bank-connection/http-adapter'
import { createFileStore } from '@bank-connection/stores/file'
import { either as E } from 'fp-ts'
import { attend, createOwner, own } from '../simulated-process.ts'
import { isStop, type Orders } from './worker-options.ts'

/** The bank's time, which runs faster than the real one, so that deadlines mean the same in every process. */
const bankTime = ({ startAt, startedAt, speed }: Orders): Clock => {
  const { sleep } = createRealClock({ now: Date.now, setTimeout, clearTimeout }, speed)
  return { now: () => startAt + Math.round((Date.now() - startedAt) * speed), sleep }
}

const say = (line: string): void => void writeSync(1, `${line}\n`)

/** For ever, without another step of this program. */
const standStill = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)

const main = async (orders: Orders): Promise<void> => {
  const clock = bankTime(orders)
  const bank = createHttpBank({ baseUrl: orders.url, apiKey: orders.apiKey, clock })
  const { send: _, close, ...calls } = bank
  const file = createFileStore({ folder: orders.folder })
  const lines: string[] = []
  const onMoment = (moment: string): void => {
    say(moment)
    lines.push(moment)
    if (isStop(orders, lines)) standStill()
  }
  const owner = createOwner(calls, file, 'c-1', null, [], onMoment)
  const owned = await own(owner, 'c-1', orders.request)
  if (E.isLeft(owned)) {
    say(`end ${JSON.stringify(owned)}`)
    return close()
  }
  const kept: KeptConnection = owned.right
  attend(kept, orders.person)
  say(`end ${JSON.stringify(await kept.ended())}`)
  if (owner.unsaid.length > 0) say(`unsaid ${owner.unsaid.join(', ')}`)
  await close()
}

const input = createInterface({ input: process.stdin })
say('ready')
input.once('line', (line) => {
  input.close()
  void main(JSON.parse(line) as Orders)
})
