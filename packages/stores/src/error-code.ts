/** The platform's or the database's code for an error, e.g. `ENOSPC` or `08006`. Messages may quote values or paths. */
export const errorCode = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : 'unknown'
}
