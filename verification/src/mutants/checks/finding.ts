/** A bug that the harness has found. */
export interface Finding {
  /** The law or check that failed. */
  readonly law: string
  readonly problem: string
}
