import { createRelay } from './inspect-relay.ts'

const port = Number(process.env['RELAY_PORT'] ?? 8080)
createRelay().listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`))
