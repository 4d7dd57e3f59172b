/** Finds the Chromium for the browser tests. As a program, it exits with 1 if there is none. */
import { accessSync, constants } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Path of the program: `CHROMIUM_PATH`, or Debian's path. */
export const chromiumPath = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium'

/** No sandbox, since containers run as root; no network traffic except that of the tests. */
export const chromiumParameters = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const isThere = (): boolean => {
  try {
    accessSync(chromiumPath, constants.X_OK)
    return true
  } catch {
    return false
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !isThere()) {
  console.error(
    `The browser tests need Chromium, which is missing at ${chromiumPath}. On Debian: apt-get install chromium. Or set CHROMIUM_PATH to the path of Chromium or Chrome.`,
  )
  process.exitCode = 1
}
