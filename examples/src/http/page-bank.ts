import { createFetchBank, type ProvidedToken } from '@bank-connection/http-adapter/fetch'

/** For a page: tokens come from a route of your server, which keeps the API key. */
export const createPageBank = () =>
  createFetchBank({
    token: async () => {
      const response = await fetch('/basiq-token', { method: 'POST' })
      if (!response.ok) throw new Error(`HTTP ${response.status}`)
      return (await response.json()) as ProvidedToken
    },
  })
