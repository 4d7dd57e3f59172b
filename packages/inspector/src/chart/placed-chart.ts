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

/** Positions of the boxes and lines. Written by `pnpm states`. */
export interface ChartLayout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly (Place & { readonly id: string })[]
  readonly lines: readonly { readonly id: string; readonly path: string; readonly label: Place | null }[]
}

/** A box with its position; parents come before their children. */
export type PlacedBox = PictureBox & { readonly place: Place }

/** A line with its path. */
export interface PlacedLine extends PictureLine {
  /** The `d` attribute of an SVG path: straight segments that end at the target. */
  readonly path: string
  /** The position of its captions; `null` if it has none. */
  readonly label: Place | null
}

/** The picture with positions. */
export interface PlacedChart {
  readonly width: number
  readonly height: number
  readonly boxes: readonly PlacedBox[]
  readonly lines: readonly PlacedLine[]
}

/**
 * Combines a picture with its layout, in the order of the layout.
 *
 * @throws if the layout belongs to another picture
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

const STALE = 'The layout of the chart is out of date: run `pnpm states`.'

const found = <A extends { readonly id: string }>(all: readonly A[], id: string): A => {
  const one = all.find((each) => each.id === id)
  if (one === undefined) throw new Error(STALE)
  return one
}

/** The chart of the connection machine, with positions. */
export const placedChart = (): PlacedChart => placeChart(chartPicture(chartGraph()), chartLayout)
