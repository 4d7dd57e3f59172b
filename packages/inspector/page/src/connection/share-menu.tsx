import { useState } from 'react'
import { type ChartMarks, chartSvg } from '../../../src/chart/chart-svg.ts'
import type { PlacedChart } from '../../../src/chart/placed-chart.ts'
import { useCommand } from '../bank/use-command.ts'
import { downloadFile, pngOfSvg } from '../chart/chart-export.ts'
import { readTrace } from '../client/commands.ts'
import { isDark } from '../client/preferences.ts'
import { currentRoute } from '../client/use-route.ts'
import { ProblemNote } from '../components/problem-note.tsx'
import type { HistoryPoint } from '../model/history-point.ts'
import type { PathTaken } from '../model/path-taken.ts'
import { hashOf } from '../model/route.ts'

interface ShareMenuProps {
  readonly id: string
  readonly isSimulated: boolean
  readonly point: HistoryPoint
  readonly path: PathTaken
  readonly placed: PlacedChart
}

/** Exports a connection: a link, the chart as an image, or its trace. */
export const ShareMenu = ({ id, isSimulated, point, path, placed }: ShareMenuProps) => {
  const { settle, problem } = useCommand()
  const [notice, setNotice] = useState('')
  const name = `${id.replace(/[^\w.-]/g, '-')}-${point.index}`
  const svg = (): string => {
    const marks: ChartMarks = { active: point.state, visited: path.visited, taken: new Set(path.taken.keys()) }
    return chartSvg(placed, { ...marks, theme: isDark() ? 'dark' : 'light' })
  }
  const exportPng = async (): Promise<void> => {
    const png = await settle(pngOfSvg(svg()))
    if (png !== null) downloadFile(`${name}.png`, png)
  }
  const exportTrace = async (): Promise<void> => {
    const trace = await settle(readTrace(id))
    if (trace !== null) downloadFile(`${id}-trace.json`, new Blob([trace], { type: 'application/json' }))
  }
  const copyLink = async (): Promise<void> => {
    const { origin, pathname } = window.location
    const link = `${origin}${pathname}${hashOf({ ...currentRoute(), index: point.index < 0 ? null : point.index })}`
    try {
      await navigator.clipboard.writeText(link)
      setNotice('Copied.')
    } catch {
      setNotice(`The browser did not allow copying: ${link}`)
    }
  }
  return (
    <>
      <button type="button" popoverTarget="export-menu">
        Share
      </button>
      <section id="export-menu" popover="auto" className="popover" aria-label="Share">
        <ul className="choices">
          <li>
            <button type="button" onClick={() => void copyLink()}>
              Copy a link to this event
            </button>
          </li>
          <li>
            <button
              type="button"
              onClick={() => downloadFile(`${name}.svg`, new Blob([svg()], { type: 'image/svg+xml' }))}
            >
              Chart as SVG
            </button>
          </li>
          <li>
            <button type="button" onClick={() => void exportPng()}>
              Chart as PNG
            </button>
          </li>
          <li>
            <button
              type="button"
              disabled={!isSimulated}
              title={isSimulated ? 'For `replayTrace`' : 'For simulated connections only'}
              onClick={() => void exportTrace()}
            >
              Trace as JSON
            </button>
          </li>
        </ul>
        <p className="hint" role="status">
          {notice}
        </p>
        <ProblemNote problem={problem} />
      </section>
    </>
  )
}
