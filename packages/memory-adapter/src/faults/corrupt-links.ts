import { objectOf } from '../http/request.ts'
import { eachRecord, rewrite } from './rewrite-json.ts'

/** What becomes of the links of an answer. */
export type LinkChange =
  /** Jobs do not name their connection. */
  | 'no-source'
  /** The link from a job to its connection leads to another origin. */
  | 'source-elsewhere'
  /** Every link is a script. */
  | 'link-javascript'
  /** A page that is not the first has itself for the next one. */
  | 'next-cycle'

type Json = Readonly<Record<string, unknown>>

/** Changes the links of a body, of its items and of its steps. */
const ofLinks = (change: (links: Json) => Json) =>
  eachRecord((record) => {
    const links = objectOf(record['links'])
    return links === null ? record : { ...record, links: change(links) }
  })

const isLink = (value: unknown): value is string => typeof value === 'string' && /^(?:https?:\/)?\/\S/.test(value)

export const linkChanges: Readonly<Record<LinkChange, (body: unknown) => unknown>> = {
  'no-source': ofLinks(({ source: _, ...links }) => links),
  'source-elsewhere': ofLinks((links) =>
    typeof links['source'] === 'string'
      ? { ...links, source: links['source'].replace(/^https?:\/\/[^/]*/, 'https://elsewhere.invalid') }
      : links,
  ),
  'link-javascript': rewrite((_, value) => (isLink(value) ? 'javascript:alert(1)' : value)),
  'next-cycle': ofLinks((links) =>
    typeof links['self'] === 'string' && /[?&]next=/.test(links['self']) ? { ...links, next: links['self'] } : links,
  ),
}
