import type { PlacedChart } from '../../../src/chart/placed-chart.ts'
import type { ConnectionRow } from '../../../src/feed/feed.ts'
import { useCommand } from '../bank/use-command.ts'
import { startConnections } from '../client/commands.ts'
import { navigate } from '../client/use-route.ts'
import { groupOf } from '../model/filter-rows.ts'
import { formatState } from '../model/format-name.ts'

import type { HistoryPoint } from '../model/history-point.ts'
import type { PathTaken } from '../model/path-taken.ts'
import { homeRoute } from '../model/route.ts'
import { ShareMenu } from './share-menu.tsx'

interface ConnectionHeaderProps {
  readonly id: string
  readonly row: ConnectionRow | null
  readonly point: HistoryPoint
  readonly path: PathTaken
  readonly placed: PlacedChart
}

/** The name, the status and the actions of a connection. */
export const ConnectionHeader = ({ id, row, point, path, placed }: ConnectionHeaderProps) => {
  const { send, settle, problem, isBusy } = useCommand()
  const isSimulated = row?.source === 'simulated'
  const status = row?.status ?? 'lost'
  const startFrom = async (intent: 'refresh' | 'update'): Promise<void> => {
    const ids = await settle(startConnections({ intent, of: id }))
    if (ids?.[0] !== undefined) navigate({ ...homeRoute, id: ids[0] })
  }
  const run = (name: string): void => void send(`connections/${encodeURIComponent(id)}/${name}`)
  return (
    <header className="page-head">
      <a className="back" href="#/" aria-label="Back to the list">
        ‹
      </a>
      <h2>
        {row?.institutionName ?? row?.institutionId ?? 'Connection'} <span className="hint num">{id}</span>
      </h2>
      <span className="status" data-group={row === null ? 'ended' : groupOf(row)} data-end={status}>
        <span className="dot" />
        {status === 'active' ? formatState(row?.state ?? '') : status}
      </span>
      {!point.isLive && <span className="tag past">past event</span>}
      <div className="page-actions">
        {problem !== null && (
          <span className="problem" role="alert" title={problem}>
            {problem}
          </span>
        )}
        {isSimulated && status === 'active' && (
          <>
            <button type="button" disabled={isBusy} title="Kill its process" onClick={() => run('crash')}>
              Crash
            </button>
            <button type="button" disabled={isBusy} onClick={() => run('cancel')}>
              Cancel
            </button>
          </>
        )}
        {isSimulated && status === 'crashed' && (
          <button type="button" className="primary" disabled={isBusy} onClick={() => run('restore')}>
            Restore
          </button>
        )}
        {isSimulated && status === 'connected' && (
          <>
            <button type="button" disabled={isBusy} title="Fetch new data" onClick={() => void startFrom('refresh')}>
              Refresh
            </button>
            <button
              type="button"
              disabled={isBusy}
              title="Enter new credentials"
              onClick={() => void startFrom('update')}
            >
              Update
            </button>
          </>
        )}
        <ShareMenu id={id} isSimulated={isSimulated} point={point} path={path} placed={placed} />
      </div>
    </header>
  )
}
