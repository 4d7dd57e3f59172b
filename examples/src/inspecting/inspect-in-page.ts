import { type BankPort, type ConnectionRequest, openConnection } from '@bank-connection/core'
import { createBrowserInspector } from '@statelyai/inspect'

/** Opens a connection, and the inspector in a window. Call it in a click handler, or the browser blocks the window. */
export const openInspected = (port: BankPort, request: ConnectionRequest) => {
  const inspector = createBrowserInspector()
  return openConnection(port, request, { inspect: inspector.inspect })
}
