import { type MediaMessage, type TargetErrorCode } from '@mid-station/rtmp';
import { type TargetAddress, type TargetDialer } from '../target/target-connection.js';

/** A destination that a test controls. */
export interface TestDestination {
  readonly address: TargetAddress;
  readonly dial: TargetDialer;
  /** Everything received, copies, over all connections. */
  readonly messages: readonly MediaMessage[];
  /** Publishing connections accepted so far. */
  readonly connections: number;
  /** Connections that ended with a goodbye. */
  readonly goodbyes: number;
  /** Refuses publishers from now on; null accepts them again. */
  refuse(code: TargetErrorCode | null): void;
  stopReading(): void;
  startReading(): void;
  /** Ends all connections. */
  hangUp(): void;
  close(): Promise<void>;
}
