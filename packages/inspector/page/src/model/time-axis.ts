/** A time axis, from left to right. */
export interface TimeAxis {
  /** In milliseconds since the Unix epoch. */
  readonly from: number
  /** In milliseconds since the Unix epoch, later than `from`. */
  readonly to: number
  /** Labelled offsets from the start. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[]
}

/** The possible distances of ticks, in milliseconds. */
const STEPS: readonly number[] = [
  ...[100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000],
  ...[60_000, 120_000, 300_000, 600_000, 1_800_000],
  ...[3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000],
]

/** Most ticks on an axis. */
const TICKS_MAX = 7

/** An axis for a span, with a margin at its end; at least a second long. */
export const timeAxis = (from: number, until: number): TimeAxis => {
  const to = from + Math.max(1_000, (until - from) * 1.04)
  const step = STEPS.find((each) => (to - from) / each <= TICKS_MAX) ?? Math.ceil((to - from) / TICKS_MAX)
  const count = Math.floor((to - from) / step)
  const ticks = Array.from({ length: count + 1 }, (_, i) => ({ at: from + i * step, label: tickLabel(i * step) }))
  return { from, to, ticks }
}

/** The position of a time on an axis: 0 at its left end, 100 at its right end, clamped. */
export const percentAt = ({ from, to }: TimeAxis, at: number): number =>
  Math.min(Math.max(((at - from) / (to - from)) * 100, 0), 100)

const tickLabel = (ms: number): string => {
  if (ms === 0) return '0'
  if (ms < 60_000) return `${ms / 1_000} s`
  if (ms < 3_600_000) return `${ms / 60_000} min`
  return ms < 172_800_000 ? `${ms / 3_600_000} h` : `${(ms / 86_400_000).toFixed(ms % 86_400_000 === 0 ? 0 : 1)} d`
}
