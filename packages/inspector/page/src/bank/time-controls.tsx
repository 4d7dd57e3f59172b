import { useFeed } from '../client/feed-context.ts'
import { useBankNow } from '../client/use-bank-now.ts'
import { formatTimeOfDay, formatTimestamp } from '../model/format-time.ts'
import { useCommand } from './use-command.ts'

const SPEEDS: readonly (readonly [number, string])[] = [
  [0, '❚❚'],
  [0.25, '¼×'],
  [1, '1×'],
  [5, '5×'],
  [50, '50×'],
  [1_000, '1000×'],
]

const ADVANCES: readonly (readonly [number, string])[] = [
  [1_000, '1 s'],
  [10_000, '10 s'],
  [60_000, '1 min'],
  [600_000, '10 min'],
  [3_600_000, '1 h'],
  [86_400_000, '1 day'],
]

/** The bank's clock: its time, its speed, and a way to advance it. */
export const TimeControls = () => {
  const { bank } = useFeed()
  const now = useBankNow(true)
  const { send, problem } = useCommand()
  return (
    <div className="time">
      <span className="clock num" title={now === null ? 'Bank time' : `Bank time: ${formatTimestamp(now)}`}>
        {now === null ? '––:––:––.–' : formatTimeOfDay(now).slice(0, 10)}
      </span>
      <fieldset className="segments" aria-label="Speed of the bank’s clock">
        {SPEEDS.map(([speed, sign]) => (
          <button
            key={speed}
            type="button"
            aria-pressed={bank?.speed === speed}
            aria-label={speed === 0 ? 'Stop the bank’s clock' : `${speed}× real time`}
            title={speed === 0 ? 'Stop' : `${speed}× real time`}
            onClick={() => void send('bank/speed', { speed })}
          >
            {sign}
          </button>
        ))}
      </fieldset>
      <select
        aria-label="Advance the bank’s clock"
        title="Advance the bank’s clock"
        value=""
        onChange={({ target }) => void send('bank/advance', { ms: Number(target.value) })}
      >
        <option value="" disabled>
          + time
        </option>
        {ADVANCES.map(([ms, label]) => (
          <option key={ms} value={ms}>
            + {label}
          </option>
        ))}
      </select>
      {problem !== null && (
        <span className="problem" role="alert" title={problem}>
          {problem}
        </span>
      )}
    </div>
  )
}
