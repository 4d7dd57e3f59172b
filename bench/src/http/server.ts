/** Server of the benchmark: returns the same job for every read, and a token for every token request. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const ORIGIN = 'https://au-api.basiq.io'
const USER = '/users/ea3a81d4-0df5-4f8c-9ed2-9d2a8f1e7b55'
const INSTITUTION = `filter=institution.id.eq(%27AU00000%27)`

/** A job that is retrieving transactions, as long as a real one. */
const job = JSON.stringify({
  type: 'job',
  id: 'j-1',
  created: '2026-01-05T09:00:00Z',
  updated: '2026-01-05T09:00:09Z',
  steps: [
    {
      title: 'verify-credentials',
      status: 'success',
      result: { type: 'link', url: `${USER}/connections/8fce3b2a-5a36-4c7c-a3f4-7b1c3a2b9d10` },
    },
    {
      title: 'retrieve-accounts',
      status: 'success',
      result: { type: 'link', url: `${USER}/accounts?${INSTITUTION}` },
    },
    { title: 'retrieve-transactions', status: 'in-progress', result: null },
  ],
  links: {
    self: `${ORIGIN}/jobs/j-1`,
    source: `${ORIGIN}${USER}/connections/8fce3b2a-5a36-4c7c-a3f4-7b1c3a2b9d10`,
  },
})

const token = JSON.stringify({ access_token: 't'.repeat(500), token_type: 'Bearer', expires_in: 3600 })

const server = createServer((request, response) => {
  const body = request.url === '/token' ? token : job
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port, bytes: job.length }))
