import { useState } from 'react'
import { type ChartMarks, chartSvg } from '../../../src/chart/chart-svg.ts'
import type { PlacedChart } from '../../../src/chart/placed-chart.ts'
import { useCommand } from '../bank/use-command.ts'
import { downloadFile, pngOfSvg } from '../chart/chart-export.ts'
import { readTrace } from '../client/commands.ts'
import { isDark } from '../client/preferences.ts'
import { presentRoute } from '../client/use-route.ts'
import { ProblemNote } from '../components/problem-note.tsx'
import type { Moment } from '../model/history-point.ts'
import type { PathTaken } from '../model/path-taken.ts'
import { hashOf } from '../model/route.ts'

interface ExportMenuProps {
  readonly id: string
  readonly isSimulated: boolean
  readonly moment: Moment
  readonly path: PathTaken
  readonly placed: PlacedChart
}

/** Takes the connection out of the page: a link, the chart as a picture, its trace. */
export const ExportMenu = ({ id, isSimulated, moment, path, placed }: ExportMenuProps) => {
  const { settle, problem } = useCommand()
  const [said, setSaid] = useState('')
  const name = `${id.replace(/[^\w.-]/g, '-')}-${moment.index}`
  const svg = (): string => {
    const marks: ChartMarks = { active: moment.state, visited: path.visited, taken: new Set(path.taken.keys()) }
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
    const link = `${origin}${pathname}${hashOf({ ...presentRoute(), index: moment.index < 0 ? null : moment.index })}`
    try {
      await navigator.clipboard.writeText(link)
      setSaid('Copied.')
    } catch {
      setSaid(`The browser did not let it be copied: ${link}`)
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
              Copy a link to this moment
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
              title={isSimulated ? 'For `replayTrace`' : 'Only of simulated connections'}
              onClick={() => void exportTrace()}
            >
              Trace, to be replayed
            </button>
          </li>
        </ul>
        <p className="hint" role="status">
          {said}
        </p>
        <ProblemNote problem={problem} />
      </section>
    </>
  )
}
