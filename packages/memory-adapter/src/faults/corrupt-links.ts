import { objectOf } from '../http/request.ts'
import { eachRecord, rewrite } from './rewrite-json.ts'

/** Changes to the links of a response. */
export type LinkChange =
  /** Removes the link from a job to its connection. */
  | 'no-source'
  /** Points the link from a job to its connection to another origin. */
  | 'source-elsewhere'
  /** Replaces every link by a `javascript:` URL. */
  | 'link-javascript'
  /** Makes a page after the first link to itself as the next page. */
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
