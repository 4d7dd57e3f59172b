import { parsePath } from './path.ts'

/** Paths of all operations. Fixed segments come before parameters at the same position. */
const paths = [
  '/token',
  '/public/institutions',
  '/institutions',
  '/institutions/{institutionId}',
  '/users',
  '/users/{userId}',
  '/users/{userId}/connections',
  '/users/{userId}/connections/refresh',
  '/users/{userId}/connections/{connectionId}',
  '/users/{userId}/connections/{connectionId}/refresh',
  '/users/{userId}/jobs',
  '/jobs/{jobId}',
  '/jobs/{jobId}/mfa',
  '/users/{userId}/accounts',
  '/users/{userId}/accounts/{accountId}',
  '/users/{userId}/transactions',
  '/users/{userId}/transactions/{transactionId}',
] as const

/** Path of an operation, with its parameters in braces. */
export type PathTemplate = (typeof paths)[number]

/** The paths of all operations, with their parameters in braces. */
export const templates: ReadonlySet<string> = new Set(paths)

interface TemplateMatch {
  readonly template: PathTemplate
  /** Segments that stand for the parameters. */
  readonly params: readonly string[]
}

/** The templates that match a path, given as decoded segments; the most specific one first. */
export const matchTemplates = (segments: readonly string[]): readonly TemplateMatch[] =>
  patterns
    .filter(({ parts }) => parts.length === segments.length)
    .filter(({ parts }) => parts.every((part, i) => part === null || part === segments[i]))
    .map(({ template, parts }) => ({ template, params: segments.filter((_, i) => parts[i] === null) }))

/** The template of a path without its query; null when no operation has this path. */
export const templateOf = (path: string): PathTemplate | null =>
  matchTemplates(parsePath(path)?.segments ?? [])[0]?.template ?? null

/** Fixed parts of each template; null stands for a parameter. */
const patterns = paths.map((template) => ({
  template,
  parts: template
    .slice(1)
    .split('/')
    .map((part) => (part.startsWith('{') ? null : part)),
}))
