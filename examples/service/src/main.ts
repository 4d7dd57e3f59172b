import { either as E } from 'fp-ts'
import { pino } from 'pino'
import { readConfig } from './config.ts'
import { openBank } from './open-bank.ts'
import { openDatabase } from './open-database.ts'
import { startService } from './start-service.ts'

/** The process exits after this, even if `close` hangs. */
const CLOSE_MS = 10_000

/** A second signal within this time is the same one: a package manager may forward what the terminal sent already. */
const DUPLICATE_MS = 300

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
      if (Date.now() - firstAt > DUPLICATE_MS) process.exit(130)
      return
    }
    firstAt = Date.now()
    log.info({ signal }, 'closing')
    setTimeout(() => process.exit(1), CLOSE_MS).unref()
    // A service that is still starting is closed once it has started. A failed start is reported below.
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
        ? `PORT: cannot listen on ${at} (${code}); set another port, or stop the process that listens there`
        : `${config.right.database.type === 'folder' ? 'DATA_DIR' : 'DATABASE_URL'}: ${error instanceof Error ? error.message : 'unknown'}; check that the database is running and writable`,
    )
  }
}

await run()
