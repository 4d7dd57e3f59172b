/**
 * `value` is the body of a successful response; `text` says what went wrong, for the user.
 *
 * @typedef {{ ok: true, value: any } | { ok: false, code: string, text: string, missing: string[], retryAfterMs: number | null }} ApiResult
 */

const TIMEOUT_MS = 20_000

const OFFLINE = "We can't reach the service right now. Try again in a moment."

/**
 * Sends a request to the service; never rejects.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<ApiResult>}
 */
export const request = async (method, path, body, headers = {}) => {
  try {
    const response = await fetch(path, {
      method,
      headers: { ...headers, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const json = await response.json()
    if (response.ok) return { ok: true, value: json }
    // Only after the page has loaded: a browser without cookies would reload for ever.
    if (json.code === 'no-session' && document.documentElement.hasAttribute('data-ready')) location.reload()
    return { ok: false, missing: [], retryAfterMs: null, ...json }
  } catch {
    return { ok: false, code: 'offline', text: OFFLINE, missing: [], retryAfterMs: null }
  }
}

/** @param {string} id */
export const pathOf = (id) => `/api/connections/${encodeURIComponent(id)}`
