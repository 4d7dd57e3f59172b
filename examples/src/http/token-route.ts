import type { ProvidedToken } from '@bank-connection/http-adapter/fetch'

/** For the server: `POST /basiq-token`. Check first who is logged in; a page never gets a `SERVER_ACCESS` token. */
export const answerTokenRequest = async (apiKey: string): Promise<Response> => {
  const response = await fetch('https://au-api.basiq.io/token', {
    method: 'POST',
    headers: { authorization: `Basic ${apiKey}`, 'basiq-version': '2.1' },
    body: new URLSearchParams({ scope: 'CLIENT_ACCESS' }),
  })
  if (!response.ok) return new Response(null, { status: 502 })
  const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number }
  return Response.json({ accessToken: access_token, expiresInSeconds: expires_in } satisfies ProvidedToken)
}
