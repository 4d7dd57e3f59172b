/** A dependency at a version. */
export interface Licensed {
  readonly name: string
  readonly version: string
  /** An SPDX expression, or the text in its manifest. */
  readonly licence: string
}

/** Licences that may be shipped: they require only attribution. */
const SHIPPED = new Set(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'])

/** Further licences for build and test tools: they have conditions for changing or shipping the code. */
const USED = new Set([...SHIPPED, 'MPL-2.0', 'Python-2.0', 'MIT OR Apache-2.0'])

/** Exceptions, for tools that are never shipped. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  elkjs: 'EPL-2.0 or GPL-3.0-or-later; lays out the chart of the inspector when that is built, and is not part of it',
  spawndamnit: 'its manifest points to a file, which is the MIT licence; runs in changesets',
}

/** One line for each dependency that is not allowed, and for each exception that is no longer needed. */
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

/** The page that lists shipped dependencies by name, and build and test tools by licence. */
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
