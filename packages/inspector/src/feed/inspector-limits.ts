/** Limits on the memory and the work of an inspector. */
export interface InspectorLimits {
  /** Connections in the list; the oldest ended one is dropped for a new one. */
  readonly connectionsMax: number
  /** Records of one connection; the oldest are dropped. */
  readonly recordsMax: number
  /** Records of all connections together; the longest history is shortened. */
  readonly allRecordsMax: number
  /** Services connected at a time. */
  readonly socketsMax: number
  /** Size of a message from a service, in bytes. */
  readonly messageMaxBytes: number
  /** Event streams open at a time. */
  readonly streamsMax: number
  /** Pending faults at a time. */
  readonly faultsMax: number
  /** Minimum time between two updates of a page, in milliseconds. */
  readonly updateMs: number
}

/** The default limits. */
export const defaultInspectorLimits: InspectorLimits = {
  connectionsMax: 2_000,
  recordsMax: 5_000,
  allRecordsMax: 200_000,
  socketsMax: 64,
  messageMaxBytes: 1_048_576,
  streamsMax: 64,
  faultsMax: 100,
  updateMs: 100,
}
