interface Point {
  readonly x: number
  readonly y: number
}

const pointsOf = (path: string): readonly Point[] =>
  [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }))

const tenth = (n: number): number => Math.round(n * 10) / 10

/** The point at a distance from one point towards another, in pixels. */
const towards = (from: Point, to: Point, distance: number): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const part = length === 0 ? 0 : Math.min(1, distance / length)
  return { x: tenth(from.x + (to.x - from.x) * part), y: tenth(from.y + (to.y - from.y) * part) }
}

/** Rounds the corners of a path of straight segments (`M0 0L0 9L9 9`) by a radius in pixels, or less for short segments. */
export const roundedPath = (path: string, radius = 7): string => {
  const points = pointsOf(path)
  return points
    .map((point, i) => {
      const [before, after] = [points[i - 1], points[i + 1]]
      if (before === undefined) return `M${point.x} ${point.y}`
      if (after === undefined) return `L${point.x} ${point.y}`
      const room = (to: Point) => Math.min(radius, Math.hypot(to.x - point.x, to.y - point.y) / 2)
      const [start, end] = [towards(point, before, room(before)), towards(point, after, room(after))]
      return `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`
    })
    .join('')
}

/** The arrow head at the end of a path of straight segments, in pixels; empty if the path has no segment. */
export const arrowHead = (path: string, length = 8, width = 7): string => {
  const points = pointsOf(path)
  const [tip, before] = [points.at(-1), points.at(-2)]
  if (tip === undefined || before === undefined) return ''
  const foot = towards(tip, before, length)
  const [dx, dy] = [(tip.x - foot.x) / length, (tip.y - foot.y) / length]
  const side = (sign: number) =>
    `L${tenth(foot.x - (dy * sign * width) / 2)} ${tenth(foot.y + (dx * sign * width) / 2)}`
  return `M${tip.x} ${tip.y}${side(1)}${side(-1)}Z`
}
