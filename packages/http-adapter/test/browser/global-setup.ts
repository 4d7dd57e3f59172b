import { createServer, type IncomingMessage } from 'node:http'
import type { TestProject } from 'vitest/node'
import { closeAll, nodeCommands } from './node-commands.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Port of the server that runs `nodeCommands` for pages. */
    readonly nodeCommandsPort: number
  }
}

const textOf = async (incoming: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk
  return text
}

const runCommand = async (incoming: IncomingMessage): Promise<unknown> => {
  const name = (incoming.url ?? '').slice(1)
  if (!Object.hasOwn(nodeCommands, name)) throw new Error(`unknown command ${name}`)
  const given = JSON.parse(await textOf(incoming))
  return (nodeCommands as unknown as Readonly<Record<string, (...given: unknown[]) => unknown>>)[name]?.(...given)
}

/** Runs `nodeCommands` for pages over HTTP during all tests. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const server = createServer((incoming, outgoing) => {
    runCommand(incoming).then(
      (result) => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result ?? null)),
      (error: unknown) => outgoing.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  provide('nodeCommandsPort', typeof address === 'object' && address !== null ? address.port : 0)
  return async () => {
    await closeAll()
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}
