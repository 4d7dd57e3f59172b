import type { Problem } from '../errors/api-error.ts'
import { uuid } from '../world/hash.ts'

/**
 * Body of an error response. Its correlation id is derived from the time and the request without its body.
 *
 * @source Basiq API v2.1, Errors; recorded responses
 */
export const problemBody = (
  { code, title, detail, source }: Problem,
  seed: number,
  now: number,
  method: string,
  path: string,
): unknown => ({
  type: 'list',
  correlationId: uuid(seed, 'correlation', now, method, path, code),
  data: [
    {
      type: 'error',
      code,
      ...(title === undefined ? {} : { title }),
      ...(detail === undefined ? {} : { detail }),
      ...(source === undefined ? {} : { source: source === null ? null : { ...source } }),
    },
  ],
})
