/** What the harness has found to be wrong. */
export interface Finding {
  /** The law, or the check, that was broken. */
  readonly law: string
  readonly problem: string
}
