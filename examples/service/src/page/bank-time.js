let aheadMs = 0

/**
 * Synchronizes with the bank's clock, which its deadlines refer to.
 *
 * @param {number} now - milliseconds since the Unix epoch
 */
export const setBankTime = (now) => {
  aheadMs = now - Date.now()
}

/** The time at the bank, in milliseconds since the Unix epoch. */
export const bankNow = () => Date.now() + aheadMs

/**
 * @param {number} ms
 * @returns {string} such as `1:05`
 */
export const clockText = (ms) => {
  const seconds = Math.max(0, Math.ceil(ms / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/**
 * @param {number} ms
 * @returns {string} such as `8 s`, `2 min`, `3 h`
 */
export const spanText = (ms) => {
  if (ms < 90_000) return `${Math.max(1, Math.round(ms / 1_000))} s`
  if (ms < 5_400_000) return `${Math.round(ms / 60_000)} min`
  return `${Math.round(ms / 3_600_000)} h`
}
