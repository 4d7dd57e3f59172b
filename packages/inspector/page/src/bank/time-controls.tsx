import { useFeed } from '../client/feed-context.ts'
import { useBankNow } from '../client/use-bank-now.ts'
import { clockWords, stampWords } from '../model/format-time.ts'
import { useCommand } from './use-command.ts'

const SPEEDS: readonly (readonly [number, string])[] = [
  [0, '❚❚'],
  [0.25, '¼×'],
  [1, '1×'],
  [5, '5×'],
  [50, '50×'],
  [1_000, '1000×'],
]

const LEAPS: readonly (readonly [number, string])[] = [
  [1_000, '1 s'],
  [10_000, '10 s'],
  [60_000, '1 min'],
  [600_000, '10 min'],
  [3_600_000, '1 h'],
  [86_400_000, '1 day'],
]

/** The bank's clock, how fast it goes, and leaps in time. */
export const TimeControls = () => {
  const { bank } = useFeed()
  const now = useBankNow(true)
  const { send, problem } = useCommand()
  return (
    <div className="time">
      <span className="clock num" title={now === null ? 'The bank’s time' : `The bank’s time: ${stampWords(now)}`}>
        {now === null ? '––:––:––.–' : clockWords(now).slice(0, 10)}
      </span>
      <fieldset className="segments" aria-label="Speed of the bank’s time">
        {SPEEDS.map(([speed, sign]) => (
          <button
            key={speed}
            type="button"
            aria-pressed={bank?.speed === speed}
            aria-label={speed === 0 ? 'Stop the bank’s time' : `${speed} times as fast`}
            title={speed === 0 ? 'Stop' : `${speed} times as fast`}
            onClick={() => void send('bank/speed', { speed })}
          >
            {sign}
          </button>
        ))}
      </fieldset>
      <select
        aria-label="Let the bank’s time leap"
        title="Let the bank’s time leap"
        value=""
        onChange={({ target }) => void send('bank/advance', { ms: Number(target.value) })}
      >
        <option value="" disabled>
          + time
        </option>
        {LEAPS.map(([ms, words]) => (
          <option key={ms} value={ms}>
            + {words}
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
