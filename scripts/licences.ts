/** A dependency at a version. */
export interface Licensed {
  readonly name: string
  readonly version: string
  /** An SPDX expression, or what its manifest says instead. */
  readonly licence: string
}

/** What may be shipped: it asks for no more than to be named. */
const SHIPPED = new Set(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'])

/** What may be used to build and test, besides: it asks something of those who change or ship it. */
const USED = new Set([...SHIPPED, 'MPL-2.0', 'Python-2.0', 'MIT OR Apache-2.0'])

/** What has no such licence, and may be used all the same: never shipped. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  elkjs: 'EPL-2.0 or GPL-3.0-or-later; lays out the chart of the inspector when that is built, and is not part of it',
  spawndamnit: 'its manifest points to a file, which is the MIT licence; runs in changesets',
}

/** What is not allowed, one line each; exceptions that nothing needs any more are told too. */
export const checkLicences = (shipped: readonly Licensed[], all: readonly Licensed[]): readonly string[] => [
  ...shipped
    .filter(({ licence }) => !SHIPPED.has(licence))
    .map(({ name, version, licence }) => `${name}@${version} would be shipped under ${licence}, which is not allowed`),
  ...all
    .filter(({ name, licence }) => !USED.has(licence) && EXCEPTIONS[name] === undefined)
    .map(({ name, version, licence }) => `${name}@${version} is used under ${licence}, which is not allowed`),
  ...Object.keys(EXCEPTIONS)
    .filter((name) => all.every((each) => each.name !== name))
    .map((name) => `${name} needs no exception of its licence: it is not used`),
]

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`

const LISTED_MAX = 40

/** The page of what is shipped, by name, and of what is used to build and test, by licence. */
export const licencePage = (shipped: readonly Licensed[], all: readonly Licensed[]): string => {
  const licences = [...new Set(all.map(({ licence }) => licence))].sort()
  const used = licences.map((licence) => {
    const names = [...new Set(all.filter((each) => each.licence === licence).map(({ name }) => name))]
    const listed = names.length > LISTED_MAX ? '' : names.map((name) => `\`${name}\``).join(', ')
    return row(licence, names.length, listed)
  })
  const lines = [
    '# Licences',
    '',
    'Made by `pnpm dependencies:accept`, compared by `pnpm dependencies`.',
    '',
    '## What comes with the packages',
    '',
    row('package', 'version', 'licence'),
    row('---', '---', '---'),
    ...shipped.map(({ name, version, licence }) => row(`\`${name}\``, version, licence)),
    '',
    '## What builds and tests them',
    '',
    'With the above, without what is only for some platforms.',
    '',
    row('licence', 'packages', ''),
    row('---', '---', '---'),
    ...used,
    '',
    'Used under no licence of the list of `scripts/licences.ts`, and never shipped:',
    '',
    ...Object.entries(EXCEPTIONS).map(([name, reason]) => `- \`${name}\`: ${reason}`),
  ]
  return `${lines.join('\n')}\n`
}
