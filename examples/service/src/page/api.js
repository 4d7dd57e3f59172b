/**
 * What the service answered: `value` when it went well, else `text` for the person.
 *
 * @typedef {{ ok: true, value: any } | { ok: false, code: string, text: string, missing: string[], retryAfterMs: number | null }} Answer
 */

const TIMEOUT_MS = 20_000

const OFFLINE = 'The service cannot be reached at the moment. Try again in a moment.'

/**
 * Asks the service; never rejects.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Answer>}
 */
export const ask = async (method, path, body, headers = {}) => {
  try {
    const response = await fetch(path, {
      method,
      headers: { ...headers, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const answer = await response.json()
    if (response.ok) return { ok: true, value: answer }
    // Once the page was there: where a browser keeps no cookies, another load would end here again.
    if (answer.code === 'no-session' && document.documentElement.hasAttribute('data-ready')) location.reload()
    return { ok: false, missing: [], retryAfterMs: null, ...answer }
  } catch {
    return { ok: false, code: 'offline', text: OFFLINE, missing: [], retryAfterMs: null }
  }
}

/** @param {string} id */
export const pathOf = (id) => `/api/connections/${encodeURIComponent(id)}`
