import { either as E } from 'fp-ts'
import type { Outcome } from '../client/commands.ts'

/** How many pixels of the picture a pixel of the chart takes. */
const SCALE = 2

/** Draws an SVG text as a PNG file. Left when the browser cannot. */
export const pngOfSvg = async (svg: string): Promise<Outcome<Blob>> => {
  const image = new Image()
  // Not a `blob:`: the page may load images of its own origin and `data:` only.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  try {
    await image.decode()
  } catch {
    return E.left('The browser could not draw the chart. The SVG holds the same.')
  }
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * SCALE
  canvas.height = image.naturalHeight * SCALE
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  return png === null ? E.left('The browser could not make a PNG. The SVG holds the same.') : E.right(png)
}

/** Gives the user a file. */
export const downloadFile = (name: string, content: Blob): void => {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 1_000)
}
