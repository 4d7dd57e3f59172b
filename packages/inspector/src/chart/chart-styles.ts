/** `auto` follows the reader's system. */
export type ChartTheme = 'auto' | 'light' | 'dark'

interface Colours {
  readonly page: string
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly box: string
  readonly frame: string
  readonly waiting: string
  readonly good: string
  readonly failed: string
  readonly cancelled: string
  readonly broken: string
  readonly accent: string
  readonly active: string
}

const LIGHT: Colours = {
  page: '#ffffff',
  ink: '#1f2328',
  muted: '#59636e',
  line: '#818b98',
  box: '#ffffff',
  frame: '#f3f5f8',
  waiting: '#8a5a00',
  good: '#1a7f37',
  failed: '#c4252f',
  cancelled: '#59636e',
  broken: '#8250df',
  accent: '#0958c9',
  active: '#dbeafe',
}

const DARK: Colours = {
  page: '#0d1117',
  ink: '#e6edf3',
  muted: '#9da7b3',
  line: '#7d8794',
  box: '#0d1117',
  frame: '#171d26',
  waiting: '#e3b341',
  good: '#4ac26b',
  failed: '#ff7b72',
  cancelled: '#9da7b3',
  broken: '#c297ff',
  accent: '#6cb0ff',
  active: '#12325a',
}

const SANS = `system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif`
const MONO = `ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace`

const SHAPE = `text{font:11px ${MONO}}
.title{font:600 14px ${SANS}}
.line,.arc{fill:none;stroke-width:1.4}
.box{stroke-width:1.4}
.waiting{stroke-width:2}
.taken .line{stroke-width:2.6}
.taken text,text.taken{font-weight:700}
.active>.box{stroke-width:3}
.marked .unseen{opacity:.5}
`

const coloured = (c: Colours): string => `.page{fill:${c.page}}
text{fill:${c.ink}}
.muted{fill:${c.muted}}
.line{stroke:${c.line}}
.head,.dot{fill:${c.line}}
.box{fill:${c.box};stroke:${c.line}}
.compound{fill:${c.frame}}
.outer{fill:${c.page}}
.label{fill:${c.frame};fill-opacity:.92}
.root>.label{fill:${c.page}}
.waiting{stroke:${c.waiting}}
.user{fill:${c.waiting}}
.box.connected{stroke:${c.good}}.icon.connected{stroke:${c.good}}
.box.failed{stroke:${c.failed}}.icon.failed{stroke:${c.failed}}
.box.cancelled{stroke:${c.cancelled}}.icon.cancelled{stroke:${c.cancelled}}
.box.broken{stroke:${c.broken}}.icon.broken{stroke:${c.broken}}
.icon{fill:none;stroke:${c.muted};stroke-width:2}
.taken .line{stroke:${c.accent}}
.taken .head{fill:${c.accent}}
.taken text,text.taken{fill:${c.accent}}
.visited>.box{stroke:${c.accent}}
.active>.box{fill:${c.active};stroke:${c.accent}}
.active>.compound{fill:${c.frame}}
.active>.outer{fill:${c.page}}
`

/** The style sheet of the picture. */
export const chartStyles = (theme: ChartTheme): string =>
  theme === 'auto'
    ? `${SHAPE}${coloured(LIGHT)}@media (prefers-color-scheme:dark){${coloured(DARK)}}`
    : `${SHAPE}${coloured(theme === 'light' ? LIGHT : DARK)}`
