/** What bounds the memory and the work of an inspector. */
export interface InspectorLimits {
  /** Connections in the list; those that are over are dropped first, the oldest before the others. */
  readonly connectionsMax: number
  /** Records of one connection; the oldest are dropped. */
  readonly recordsMax: number
  /** Records of all connections together; the longest history is shortened. */
  readonly allRecordsMax: number
  /** Services that may send at a time. */
  readonly socketsMax: number
  /** Length of one message of a service, in bytes. */
  readonly messageMaxBytes: number
  /** Streams of events that may be read at a time. */
  readonly streamsMax: number
  /** Faults that may be set at a time. */
  readonly faultsMax: number
  /** How long apart two updates of a page are at least, in milliseconds. */
  readonly updateMs: number
}

/** The limits of `bank-connection-inspector`. */
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
