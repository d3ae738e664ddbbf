/**
 * What the node's claim on the session allows at this moment; asked right before each write to a target, because a process
 * that stood still must not send what it finds in its buffers (docs/decisions/0003-claims-leases-epochs.md).
 */
export interface FlushPermit {
  /** What the encoder sent may go to the targets. */
  readonly mayForward: boolean;
  /** What the relay makes itself (freeze frame, silence) may go to the targets. */
  readonly maySynthesise: boolean;
}
