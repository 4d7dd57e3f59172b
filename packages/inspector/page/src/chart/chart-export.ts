import { either as E } from 'fp-ts'
import type { Outcome } from '../client/commands.ts'

/** Image pixels per pixel of the chart. */
const SCALE = 2

/** Renders an SVG as a PNG file. Left if the browser cannot. */
export const pngOfSvg = async (svg: string): Promise<Outcome<Blob>> => {
  const image = new Image()
  // Not a `blob:` URL: the policy of the page allows images of its origin and `data:` only.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  try {
    await image.decode()
  } catch {
    return E.left('The browser could not render the chart. Export it as SVG instead.')
  }
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * SCALE
  canvas.height = image.naturalHeight * SCALE
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  return png === null ? E.left('The browser could not create a PNG. Export the chart as SVG instead.') : E.right(png)
}

/** Downloads a file. */
export const downloadFile = (name: string, content: Blob): void => {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads the URL later.
  setTimeout(() => URL.revokeObjectURL(url), 1_000)
}
