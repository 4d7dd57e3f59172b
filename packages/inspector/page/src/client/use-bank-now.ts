import { useEffect, useState } from 'react'
import { bankNow } from '../model/bank-clock.ts'
import { useFeed } from './feed-context.ts'

/** How often a running clock is updated, in milliseconds. */
const TICK_MS = 100

/** The bank's time, updated while `isRunning`; `null` until received. */
export const useBankNow = (isRunning: boolean): number | null => {
  const { bank, bankReadAt, link } = useFeed()
  const [pageNow, setPageNow] = useState(() => performance.now())
  const speed = link === 'live' ? (bank?.speed ?? 0) : 0
  useEffect(() => {
    if (!isRunning || speed === 0) return
    const timer = setInterval(() => setPageNow(performance.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [isRunning, speed])
  return bank === null ? null : bankNow({ now: bank.now, speed, readAt: bankReadAt }, Math.max(pageNow, bankReadAt))
}
