import { either as E } from 'fp-ts'
import { pino } from 'pino'
import { readConfig } from './config.ts'
import { openBank } from './open-bank.ts'
import { openDatabase } from './open-database.ts'
import { startService } from './start-service.ts'

/** By then it has ended, whatever hangs. */
const CLOSE_MS = 10_000

/** The same signal twice at a time is one: the package manager may pass on what the terminal has sent already. */
const TOGETHER_MS = 300

const fail = (...lines: readonly string[]): never => {
  for (const line of lines) console.error(line)
  process.exit(1)
}

const run = async (): Promise<void> => {
  const config = readConfig(process.env)
  if (E.isLeft(config)) return fail(...config.left)
  const log = pino({ level: config.right.logLevel })
  const bank = openBank(config.right.bank, log)
  if (E.isLeft(bank)) return fail(bank.left)
  const database = await openDatabase(config.right.database, log)
  if (E.isLeft(database)) return fail(database.left)

  const starting = startService({ ...config.right, bank: bank.right, database: database.right, log })
  let firstAt = 0
  const stop = (signal: string): void => {
    if (firstAt > 0) {
      if (Date.now() - firstAt > TOGETHER_MS) process.exit(130)
      return
    }
    firstAt = Date.now()
    log.info({ signal }, 'closing')
    setTimeout(() => process.exit(1), CLOSE_MS).unref()
    // One that starts still is closed when it has started; one that cannot start says so below.
    const closing = starting.then((service) => service.close())
    closing.then(
      () => {
        log.info('closed')
        process.exit(0)
      },
      () => undefined,
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)

  try {
    const { url, resumed } = await starting
    log.info({ url, resumed, bank: bank.right.id, ...bank.right.hints }, 'listening')
  } catch (error) {
    await database.right.close()
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
    const at = `${config.right.host}:${config.right.port}`
    fail(
      code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL'
        ? `PORT: nothing can listen at ${at} (${code}); set another port, or end what listens there`
        : `${config.right.database.type === 'folder' ? 'DATA_DIR' : 'DATABASE_URL'}: ${error instanceof Error ? error.message : 'unknown'}; check that the database runs and may be written to`,
    )
  }
}

await run()
