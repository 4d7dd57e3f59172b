/**
 * The value of an `Allow` header: what a path takes over HTTP. HEAD is answered where GET is, and OPTIONS everywhere.
 *
 * @param methods - those of the operations that have the path
 */
export const allowOf = (methods: readonly string[]): string =>
  [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
