import { useEffect, useMemo, useState } from 'react'
import { placedChart } from '../../../src/chart/placed-chart.ts'
import { ChartView } from '../chart/chart-view.tsx'
import { chart } from '../chart/connection-chart.ts'
import { StateCard } from '../chart/state-card.tsx'
import { useFeed } from '../client/feed-context.ts'
import { useBankNow } from '../client/use-bank-now.ts'
import { useHistory } from '../client/use-history.ts'
import { replaceRoute } from '../client/use-route.ts'
import { CurrentStatePanel } from '../current-state/current-state-panel.tsx'
import { useHistoryKeys } from '../keyboard/use-history-keys.ts'
import { historyPointAt, indexAtOffset } from '../model/history-point.ts'
import { pathTaken, takenTransitions } from '../model/path-taken.ts'
import type { Route } from '../model/route.ts'
import { stepTimeline } from '../model/step-timeline.ts'
import { ConnectionHeader } from './connection-header.tsx'
import { EventsPanel } from './events-panel.tsx'
import { Scrubber } from './scrubber.tsx'
import { StepsPanel } from './steps-panel.tsx'

interface ConnectionPageProps {
  readonly id: string
  readonly route: Route
}

const TABS = { chart: 'Chart', steps: 'Steps', events: 'Events', state: 'State' } as const

type Tab = keyof typeof TABS

const placed = placedChart()

/** The page of one connection, live or at a past event. */
export const ConnectionPage = ({ id, route }: ConnectionPageProps) => {
  const row = useFeed().rows.get(id) ?? null
  const history = useHistory(id)
  const { records } = history
  const [tab, setTab] = useState<Tab>('state')
  const point = useMemo(() => historyPointAt(records, route.index), [records, route.index])
  const path = useMemo(() => pathTaken(chart, takenTransitions(point.records)), [point.records])
  const timeline = useMemo(() => stepTimeline(point.records), [point.records])
  const isRunning = route.index === null && (row?.status === 'active' || row?.status === 'crashed')
  const bankNow = useBankNow(isRunning)
  const isService = row?.source === 'service'
  // The clock of a service is known only from its messages.
  const now = isRunning && !isService && bankNow !== null ? Math.max(bankNow, point.at) : point.at
  const startedAt = row?.startedAt ?? records[0]?.at ?? 0
  const showIndex = (index: number | null): void => replaceRoute({ ...route, index })
  const step = (offset: number): void => {
    const isEnd = offset > 0 && (route.index === null || route.index >= (records.at(-1)?.index ?? 0))
    showIndex(isEnd ? null : indexAtOffset(records, route.index, offset))
  }
  useHistoryKeys({
    onStep: step,
    onFirst: () => showIndex(records[0]?.index ?? null),
    onLive: () => showIndex(null),
  })
  useEffect(() => {
    document.title = `${row?.institutionName ?? id} · Bank connections`
    return () => {
      document.title = 'Bank connections'
    }
  }, [row?.institutionName, id])
  if (history.link === 'gone' || (history.link === 'lost' && records.length === 0)) return <NotFound id={id} />
  return (
    <article className="page" data-tab={tab} aria-label={`Connection ${id}`}>
      <ConnectionHeader id={id} row={row} point={point} path={path} placed={placed} />
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
          onSelect={(state) => replaceRoute({ ...route, state })}
        />
        {route.state !== null && (
          <StateCard
            state={route.state}
            path={path}
            onSelect={(state) => replaceRoute({ ...route, state })}
            onClose={() => replaceRoute({ ...route, state: null })}
          />
        )}
      </section>
      <Scrubber records={records} dropped={history.dropped} point={point} startedAt={startedAt} onIndex={showIndex} />
      <StepsPanel timeline={timeline} now={isService ? (timeline?.latestAt ?? now) : now} onIndex={showIndex} />
      <CurrentStatePanel id={id} row={row} point={point} liveView={history.view} now={now} />
      <EventsPanel records={records} point={point} startedAt={startedAt} onIndex={showIndex} />
    </article>
  )
}

const NotFound = ({ id }: { readonly id: string }) => (
  <section className="empty-page">
    <h1>{id} was not found</h1>
    <p>It may belong to an earlier run of the inspector, or newer connections have replaced it in the list.</p>
    <p>
      <a href="#/">Back to the list</a>
    </p>
  </section>
)
