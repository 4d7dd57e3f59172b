import { useEffect, useMemo, useState } from 'react'
import { placedChart } from '../../../src/chart/placed-chart.ts'
import { ChartView } from '../chart/chart-view.tsx'
import { chart } from '../chart/connection-chart.ts'
import { StateCard } from '../chart/state-card.tsx'
import { useFeed } from '../client/feed-context.ts'
import { useBankNow } from '../client/use-bank-now.ts'
import { useHistory } from '../client/use-history.ts'
import { moveTo } from '../client/use-route.ts'
import { NowPanel } from '../current-state/current-state-panel.tsx'
import { useMomentKeys } from '../keyboard/use-history-keys.ts'
import { indexBeside, momentAt } from '../model/history-point.ts'
import { hopsIn, pathTaken } from '../model/path-taken.ts'
import type { Route } from '../model/route.ts'
import { stepTimeline } from '../model/step-timeline.ts'
import { ConnectionHead } from './connection-header.tsx'
import { EventsPanel } from './events-panel.tsx'
import { Scrubber } from './scrubber.tsx'
import { StepsPanel } from './steps-panel.tsx'

interface ConnectionPageProps {
  readonly id: string
  readonly route: Route
}

const TABS = { chart: 'Chart', steps: 'Steps', events: 'Events', now: 'Now' } as const

type Tab = keyof typeof TABS

const placed = placedChart()

/** One connection, at the present or at a moment of its past. */
export const ConnectionPage = ({ id, route }: ConnectionPageProps) => {
  const row = useFeed().rows.get(id) ?? null
  const history = useHistory(id)
  const { records } = history
  const [tab, setTab] = useState<Tab>('now')
  const moment = useMemo(() => momentAt(records, route.index), [records, route.index])
  const path = useMemo(() => pathTaken(chart, hopsIn(moment.records)), [moment.records])
  const timeline = useMemo(() => stepTimeline(moment.records), [moment.records])
  const isRunning = route.index === null && (row?.standing === 'active' || row?.standing === 'crashed')
  const bankNow = useBankNow(isRunning)
  const isService = row?.source === 'service'
  // A service does not tell what time it is between two of its messages.
  const now = isRunning && !isService && bankNow !== null ? Math.max(bankNow, moment.at) : moment.at
  const startedAt = row?.startedAt ?? records[0]?.at ?? 0
  const goToIndex = (index: number | null): void => moveTo({ ...route, index })
  const step = (places: number): void => {
    const isEnd = places > 0 && (route.index === null || route.index >= (records.at(-1)?.index ?? 0))
    goToIndex(isEnd ? null : indexBeside(records, route.index, places))
  }
  useMomentKeys({
    onStep: step,
    onFirst: () => goToIndex(records[0]?.index ?? null),
    onLive: () => goToIndex(null),
  })
  useEffect(() => {
    document.title = `${row?.institutionName ?? id} · Bank connections`
    return () => {
      document.title = 'Bank connections'
    }
  }, [row?.institutionName, id])
  if (history.link === 'gone' || (history.link === 'lost' && records.length === 0)) return <Gone id={id} />
  return (
    <article className="page" data-tab={tab} aria-label={`Connection ${id}`}>
      <ConnectionHead id={id} row={row} moment={moment} path={path} placed={placed} />
      <div className="tabs" role="tablist" aria-label="Parts of the connection">
        {(Object.keys(TABS) as Tab[]).map((name) => (
          <button key={name} type="button" role="tab" aria-selected={tab === name} onClick={() => setTab(name)}>
            {TABS[name]}
          </button>
        ))}
      </div>
      <section className="panel chart-panel" aria-label="Statechart">
        <ChartView
          placed={placed}
          path={path}
          selected={route.state}
          onSelect={(state) => moveTo({ ...route, state })}
        />
        {route.state !== null && (
          <StateCard
            state={route.state}
            path={path}
            onSelect={(state) => moveTo({ ...route, state })}
            onClose={() => moveTo({ ...route, state: null })}
          />
        )}
      </section>
      <Scrubber records={records} dropped={history.dropped} moment={moment} startedAt={startedAt} onIndex={goToIndex} />
      <StepsPanel timeline={timeline} now={isService ? (timeline?.latestAt ?? now) : now} onIndex={goToIndex} />
      <NowPanel id={id} row={row} moment={moment} liveView={history.view} now={now} />
      <EventsPanel records={records} moment={moment} startedAt={startedAt} onIndex={goToIndex} />
    </article>
  )
}

const Gone = ({ id }: { readonly id: string }) => (
  <section className="empty-page">
    <h1>{id} is not here</h1>
    <p>It may be of an earlier run of the inspector, or it was pushed out of the list by newer ones.</p>
    <p>
      <a href="#/">Back to the list</a>
    </p>
  </section>
)
