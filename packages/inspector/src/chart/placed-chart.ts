import { chartGraph } from './chart-graph.ts'
import { chartLayout } from './chart-layout.ts'
import { type ChartPicture, chartPicture, type PictureBox, type PictureLine } from './chart-picture.ts'

/** A rectangle, in pixels from the upper left corner of the picture. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where everything is. It is written by `pnpm states`. */
export interface ChartLayout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly (Place & { readonly id: string })[]
  readonly lines: readonly { readonly id: string; readonly path: string; readonly label: Place | null }[]
}

/** A box where it stands; boxes come before those that are inside them. */
export type PlacedBox = PictureBox & { readonly place: Place }

/** A line as it runs. */
export interface PlacedLine extends PictureLine {
  /** As the attribute `d` of an SVG path: straight pieces, of which the last ends at the target. */
  readonly path: string
  /** Where its captions stand; `null` when it has none. */
  readonly label: Place | null
}

/** The chart as it is drawn. */
export interface PlacedChart {
  readonly width: number
  readonly height: number
  readonly boxes: readonly PlacedBox[]
  readonly lines: readonly PlacedLine[]
}

/**
 * Puts a picture and its layout together, in the order of the layout.
 *
 * @throws when the layout was made for another picture, which is a bug
 *
 * @internal
 */
export const placeChart = (picture: ChartPicture, layout: ChartLayout): PlacedChart => {
  const { width, height } = layout
  const boxes = layout.boxes.map(({ id, ...place }) => ({ ...found(picture.boxes, id), place }))
  const lines = layout.lines.map(({ id, path, label }) => ({ ...found(picture.lines, id), path, label }))
  if (boxes.length !== picture.boxes.length || lines.length !== picture.lines.length) throw new Error(STALE)
  return { width, height, boxes, lines }
}

const STALE = 'The layout of the chart is not of this chart: run `pnpm states`.'

const found = <A extends { readonly id: string }>(all: readonly A[], id: string): A => {
  const one = all.find((each) => each.id === id)
  if (one === undefined) throw new Error(STALE)
  return one
}

/** The connection machine as it is drawn. */
export const placedChart = (): PlacedChart => placeChart(chartPicture(chartGraph()), chartLayout)
