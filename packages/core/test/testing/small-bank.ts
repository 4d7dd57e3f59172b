import type { InstitutionId, UserId } from '@bank-connection/core'
import { createBankPort, createVirtualClock, type Send, type WireRequest } from '@bank-connection/core/adapter'
import type { BankPortLawSubject } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'

const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }

interface World {
  readonly users: Set<string>
  /** Id of the connection's job by the connection's id; jobs never end. */
  readonly jobs: Map<string, string>
}

type Answer = readonly [status: number, body: unknown]

const list = (data: readonly unknown[]): Answer => [200, { type: 'list', data }]

const refusal = (status: number, code: string, detail = code): Answer => [
  status,
  { type: 'list', correlationId: 'k-1', data: [{ type: 'error', code, detail, source: null }] },
]

const steps = [{ title: 'verify-credentials', status: 'in-progress', result: null }]

const institution = { type: 'institution', id: 'AU00000', name: 'Hooli Bank', authorization: 'user' }

const create = (world: World, body: unknown): Answer => {
  const sent = body as { readonly institution: { readonly id: string } }
  if (sent.institution.id !== 'AU00000') return refusal(400, 'resource-not-found', `no such: ${JSON.stringify(body)}`)
  const running = world.jobs.get('c-1')
  if (running !== undefined) return [200, { type: 'job', id: running }]
  world.jobs.set('c-1', 'j-1')
  return [202, { type: 'job', id: 'j-1' }]
}

const readUser = (world: World, id: string, rest: string, request: WireRequest): Answer => {
  if (!world.users.has(id)) return refusal(404, 'resource-not-found')
  if (rest === '' && request.method === 'DELETE') {
    world.users.delete(id)
    return [204, null]
  }
  if (rest === '') return [200, { type: 'user', id }]
  if (rest === '/jobs') return list([...world.jobs.values()].map((jobId) => ({ id: jobId, steps })))
  if (rest === '/accounts' || rest === '/transactions') return list([])
  if (rest === '/connections/refresh') return [202, { type: 'list', data: [] }]
  if (rest === '/connections' && request.method === 'POST') return create(world, request.body)
  if (rest === '/connections') return list([...world.jobs.keys()].map((each) => ({ id: each, institution })))
  return refusal(404, 'resource-not-found', JSON.stringify(request.body))
}

const respond = (world: World, request: WireRequest): Answer => {
  const path = request.path.split('?')[0] ?? ''
  const [, userId, rest = ''] = /^\/users\/([^/]+)(.*)$/.exec(path) ?? []
  if (userId !== undefined) return readUser(world, userId, rest, request)
  if (path === '/users') return [201, { type: 'user', id: 'u-2' }]
  if (path === '/institutions') return list([institution])
  if (path === '/institutions/AU00000') return [200, institution]
  if (path === '/jobs/j-1' && world.jobs.size > 0) return [200, { id: 'j-1', steps }]
  return refusal(404, 'resource-not-found', JSON.stringify(request.body))
}

/** A bank of one user and one institution, which repeats what it was sent whenever it refuses something. */
export const createSmallBank = (): BankPortLawSubject & { readonly send: Send } => {
  const world: World = { users: new Set(['u-1']), jobs: new Map() }
  const count = { served: 0 }
  const send: Send = (request) => async () => {
    count.served += 1
    await undefined
    const [status, body] = respond(world, request)
    return E.right({ status, body: JSON.parse(JSON.stringify(body)) as unknown })
  }
  return {
    send,
    port: createBankPort(send, createVirtualClock()),
    served: () => count.served,
    userId: 'u-1' as UserId,
    institutionId: 'AU00000' as InstitutionId,
    credentials,
  }
}
