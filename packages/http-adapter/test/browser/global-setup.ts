import { createServer, type IncomingMessage } from 'node:http'
import type { TestProject } from 'vitest/node'
import { closeAll, nodeCommands } from './node-commands.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where pages reach what is done for them in Node. */
    readonly farSidePort: number
  }
}

const textOf = async (incoming: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk
  return text
}

const act = async (incoming: IncomingMessage): Promise<unknown> => {
  const name = (incoming.url ?? '').slice(1)
  if (!Object.hasOwn(nodeCommands, name)) throw new Error(`there is no ${name}`)
  const given = JSON.parse(await textOf(incoming))
  return (nodeCommands as unknown as Readonly<Record<string, (...given: unknown[]) => unknown>>)[name]?.(...given)
}

/** Lets pages call `nodeSide`, from before the first test until after the last one. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const server = createServer((incoming, outgoing) => {
    act(incoming).then(
      (result) => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result ?? null)),
      (error: unknown) => outgoing.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  provide('farSidePort', typeof address === 'object' && address !== null ? address.port : 0)
  return async () => {
    await closeAll()
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}
