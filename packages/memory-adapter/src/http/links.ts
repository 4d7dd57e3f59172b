import type { World } from '../world/world.ts'

/** An absolute URL of the bank. `path` must be percent-encoded. */
export const absoluteUrl = ({ setup }: World, path: string): string => `${setup.baseUrl}${path}`

/** The path of a user. */
export const userPath = (userId: string): string => `/users/${encodeURIComponent(userId)}`

/** The path of a connection. */
export const connectionPath = (userId: string, connectionId: string): string =>
  `${userPath(userId)}/connections/${connectionId}`

/** The path of a list of a user, with a filter. */
export const filteredPath = (userId: string, list: string, filter: string): string =>
  `${userPath(userId)}/${list}?filter=${filter}`
