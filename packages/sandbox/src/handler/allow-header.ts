/**
 * Value of an `Allow` header. HEAD is allowed where GET is, and OPTIONS everywhere.
 *
 * @param methods - methods of the operations with this path
 */
export const allowOf = (methods: readonly string[]): string =>
  [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
