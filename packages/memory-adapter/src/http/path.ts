/** A parsed path. */
interface ParsedPath {
  /** Decoded segments, without the empty one before the first slash. */
  readonly segments: readonly string[]
  /** Decoded query parameters; the last one wins. */
  readonly query: ReadonlyMap<string, string>
}

/** Parses an absolute path with its query; null when it is not absolute, badly encoded, or has a lone surrogate. */
export const parsePath = (path: string): ParsedPath | null => {
  if (!path.startsWith('/') || /\p{Surrogate}/u.test(path)) return null
  const mark = path.indexOf('?')
  const segments = decodeAll((mark < 0 ? path : path.slice(0, mark)).slice(1).split('/'))
  const query = mark < 0 ? new Map<string, string>() : parseQuery(path.slice(mark + 1))
  return segments === null || query === null ? null : { segments, query }
}

/** A path without its query. */
export const withoutQuery = (path: string): string => path.split('?', 1)[0] ?? path

const parseQuery = (text: string): ReadonlyMap<string, string> | null => {
  const query = new Map<string, string>()
  for (const part of text.split('&')) {
    const equals = part.indexOf('=')
    const pair = decodeAll(
      equals < 0
        ? [part, '']
        : [part.slice(0, equals), part.slice(equals + 1)].map((side) => side.replaceAll('+', ' ')),
    )
    if (pair === null) return null
    if (part !== '') query.set(pair[0] ?? '', pair[1] ?? '')
  }
  return query
}

const decodeAll = (texts: readonly string[]): readonly string[] | null => {
  try {
    return texts.map((text) => (text.includes('%') ? decodeURIComponent(text) : text))
  } catch {
    return null
  }
}
