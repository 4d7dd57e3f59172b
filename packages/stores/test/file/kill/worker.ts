// A process that resumes or starts one connection and submits its input. It prints each event, and blocks at the line at
// which it is to be killed.
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { KeptConnection } from '@bank-connection/core'
import { type Clock, createRealClock } from '@bank-connection/core/adapter'
import { createHttpBank } from '@bank-connection/http-adapter'
import { createFileStore } from '@bank-connection/stores/file'
import { either as E } from 'fp-ts'
import { createSimulatedProcess, resumeOrKeep, submitInput } from '../simulated-process.ts'
import { isKillPoint, type WorkerOptions } from './worker-options.ts'

/** The accelerated time of the bank, which is the same in every process. */
const bankTime = ({ startAt, startedAt, speed }: WorkerOptions): Clock => {
  const { sleep } = createRealClock({ now: Date.now, setTimeout, clearTimeout }, speed)
  return { now: () => startAt + Math.round((Date.now() - startedAt) * speed), sleep }
}

const print = (line: string): void => void writeSync(1, `${line}\n`)

/** Blocks the thread for ever. */
const block = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)

const main = async (options: WorkerOptions): Promise<void> => {
  const clock = bankTime(options)
  const bank = createHttpBank({ baseUrl: options.url, apiKey: options.apiKey, clock })
  const { send: _, close, ...calls } = bank
  const file = createFileStore({ folder: options.folder })
  const lines: string[] = []
  const onEvent = (event: string): void => {
    print(event)
    lines.push(event)
    if (isKillPoint(options, lines)) block()
  }
  const recorded = createSimulatedProcess(calls, file, 'c-1', null, [], onEvent)
  const result = await resumeOrKeep(recorded, 'c-1', options.request)
  if (E.isLeft(result)) {
    print(`end ${JSON.stringify(result)}`)
    return close()
  }
  const kept: KeptConnection = result.right
  submitInput(kept, options.userInput)
  print(`end ${JSON.stringify(await kept.ended())}`)
  if (recorded.unsavedRequests.length > 0) print(`sent before stored: ${recorded.unsavedRequests.join(', ')}`)
  await close()
}

const input = createInterface({ input: process.stdin })
print('ready')
input.once('line', (line) => {
  input.close()
  void main(JSON.parse(line) as WorkerOptions)
})
