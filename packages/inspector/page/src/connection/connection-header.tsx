import type { PlacedChart } from '../../../src/chart/placed-chart.ts'
import type { ConnectionRow } from '../../../src/feed/feed.ts'
import { useCommand } from '../bank/use-command.ts'
import { startConnections } from '../client/commands.ts'
import { goTo } from '../client/use-route.ts'
import { groupOf } from '../model/filter-rows.ts'
import { stateWords } from '../model/format-name.ts'

import type { Moment } from '../model/history-point.ts'
import type { PathTaken } from '../model/path-taken.ts'
import { nowhere } from '../model/route.ts'
import { ExportMenu } from './share-menu.tsx'

interface ConnectionHeadProps {
  readonly id: string
  readonly row: ConnectionRow | null
  readonly moment: Moment
  readonly path: PathTaken
  readonly placed: PlacedChart
}

/** What the connection is called, how it stands, and what may be done with all of it. */
export const ConnectionHead = ({ id, row, moment, path, placed }: ConnectionHeadProps) => {
  const { send, settle, problem, isBusy } = useCommand()
  const isSimulated = row?.source === 'simulated'
  const standing = row?.standing ?? 'lost'
  const again = async (intent: 'refresh' | 'update'): Promise<void> => {
    const ids = await settle(startConnections({ intent, of: id }))
    if (ids?.[0] !== undefined) goTo({ ...nowhere, id: ids[0] })
  }
  const act = (name: string): void => void send(`connections/${encodeURIComponent(id)}/${name}`)
  return (
    <header className="page-head">
      <a className="back" href="#/" aria-label="Back to the list">
        ‹
      </a>
      <h2>
        {row?.institutionName ?? row?.institutionId ?? 'Connection'} <span className="hint num">{id}</span>
      </h2>
      <span className="standing" data-standing={row === null ? 'ended' : groupOf(row)} data-end={standing}>
        <span className="dot" />
        {standing === 'active' ? stateWords(row?.state ?? '') : standing}
      </span>
      {!moment.isLive && <span className="tag past">at a past moment</span>}
      <div className="page-acts">
        {problem !== null && (
          <span className="problem" role="alert" title={problem}>
            {problem}
          </span>
        )}
        {isSimulated && standing === 'active' && (
          <>
            <button type="button" disabled={isBusy} title="Kill its process" onClick={() => act('crash')}>
              Crash
            </button>
            <button type="button" disabled={isBusy} onClick={() => act('cancel')}>
              Cancel
            </button>
          </>
        )}
        {isSimulated && standing === 'crashed' && (
          <button type="button" className="primary" disabled={isBusy} onClick={() => act('restore')}>
            Restore
          </button>
        )}
        {isSimulated && standing === 'connected' && (
          <>
            <button type="button" disabled={isBusy} title="Fetch what is new" onClick={() => void again('refresh')}>
              Refresh
            </button>
            <button type="button" disabled={isBusy} title="Give it a new password" onClick={() => void again('update')}>
              Update
            </button>
          </>
        )}
        <ExportMenu id={id} isSimulated={isSimulated} moment={moment} path={path} placed={placed} />
      </div>
    </header>
  )
}
