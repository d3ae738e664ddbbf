/** How large a control plane is measured. */
export interface Scale {
  readonly nodes: number;
  /** Live when everybody has gone live. */
  readonly sessions: number;
  /** Go Live per second, for `goLiveSeconds`. */
  readonly goLivePerSecond: number;
}

/** Seconds for which Go Live is pressed at a steady rate: the last sessions of the scale. */
export const GO_LIVE_SECONDS = 20;
/** Sessions of the node that dies. */
export const DYING_SESSIONS = 50;
/** Sessions that any other node can take. */
export const NODE_CAPACITY = 25;

/** Each is twice the one before: what costs grow with shows in the ratio. */
export const scales: readonly Scale[] = [
  { nodes: 250, sessions: 2_500, goLivePerSecond: 25 },
  { nodes: 500, sessions: 5_000, goLivePerSecond: 50 },
  { nodes: 1_000, sessions: 10_000, goLivePerSecond: 100 },
];
