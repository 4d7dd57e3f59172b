import { percentEncode } from '../codec/link.ts'

/** Replaces a secret. */
const REDACTED = '[redacted]'

/**
 * The first `lengthMax` characters of a text, with every occurrence of the secrets replaced by `[redacted]`: verbatim,
 * without surrounding spaces, and as encoded in JSON, a URL or a form. Adjacent occurrences become one, and one that
 * the limit cuts off is replaced like any other. Pure.
 */
export const maskSecrets = (secrets: readonly string[], text: string, lengthMax: number): string => {
  const needles = secrets.flatMap(writingsOf)
  const longest = needles.reduce((most, { length }) => Math.max(most, length), 0)
  const spans = spansOf(needles, text.slice(0, lengthMax + longest)).filter(({ start }) => start < lengthMax)
  let redacted = ''
  let end = 0
  for (const span of spans) {
    redacted += text.slice(end, span.start) + REDACTED
    end = span.end
  }
  return cut(redacted + text.slice(end, Math.max(end, lengthMax)), lengthMax)
}

/** Cuts between characters: half a surrogate pair at the end is dropped. */
const cut = (text: string, lengthMax: number): string => text.slice(0, lengthMax).replace(/[\uD800-\uDBFF]$/, '')

interface Span {
  readonly start: number
  readonly end: number
}

const writingsOf = (secret: string): readonly string[] => {
  const escaped = JSON.stringify(secret).slice(1, -1)
  const encoded = percentEncode(secret)
  const writings = new Set([secret, secret.trim(), escaped, encoded, encoded.replaceAll('%20', '+')])
  return [...writings].filter((each) => each !== '')
}

/** The ranges of the needles in the text, in order, merged where they touch or overlap. */
const spansOf = (needles: readonly string[], text: string): readonly Span[] => {
  const found: Span[] = []
  for (const needle of needles) {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
      found.push({ start: at, end: at + needle.length })
    }
  }
  found.sort((a, b) => a.start - b.start)
  const merged: Span[] = []
  for (const span of found) {
    const last = merged.at(-1)
    if (last === undefined || span.start > last.end) merged.push(span)
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
  }
  return merged
}
