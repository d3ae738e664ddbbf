import { type Percentiles } from './load/histogram.js';
import { type CoreUse } from './measure/core-meter.js';
import { type Memory } from './measure/memory.js';
import { type SystemCalls } from './measure/system-calls.js';

/** What one contender did at one size. */
export interface Measurement extends Memory {
  /** User and system time of its processes as a share of one core. */
  readonly cpu: number;
  /** Null where they cannot be counted. */
  readonly calls: SystemCalls | null;
  /** From the encoder's write to the arrival of the whole message at the target, in milliseconds. */
  readonly latencyMs: Percentiles;
  /** Frames that arrived, and that should have and did not. */
  readonly received: number;
  readonly dropped: number;
  /** Target connections that ended. */
  readonly lost: number;
  /** Mbit/s that arrived, counted in frames. */
  readonly megabits: number;
  readonly contenderCore: CoreUse;
  readonly loadCore: CoreUse;
  /** How late the encoders were, in milliseconds. */
  readonly encoderLateMs: Percentiles;
}

/** A contender at a size: measured, or why not. */
export interface Result {
  readonly case: string;
  readonly contender: string;
  readonly measured: Measurement | null;
  /** Why there is no measurement, or what is wrong with it. Empty when all is well. */
  readonly remarks: readonly string[];
}

/** Share of the load's core beyond which it, and not the contender, may be what is measured. */
const LOAD_CORE_BUSY_MAX = 0.9;
/** Share of the contender's core that others used meanwhile: beyond it, figures are disturbed. */
const FOREIGN_BUSY_MAX = 0.05;
/** Milliseconds; encoders later than this are not in real time. */
const ENCODER_LATE_MAX_MS = 20;

/** What speaks against a measurement. */
export function remarksOn(measured: Measurement): string[] {
  const { contenderCore, loadCore, encoderLateMs } = measured;
  const foreign = contenderCore.busy - measured.cpu;
  return [
    ...(measured.dropped > 0 ? [`${measured.dropped} frames dropped`] : []),
    ...(measured.lost > 0 ? [`${measured.lost} target connections ended`] : []),
    ...(loadCore.busy > LOAD_CORE_BUSY_MAX ? [`invalid: load core full (${percent(loadCore.busy)})`] : []),
    ...(encoderLateMs.p99 > ENCODER_LATE_MAX_MS ? [`encoders ${encoderLateMs.p99.toFixed(0)} ms late`] : []),
    ...(foreign > FOREIGN_BUSY_MAX ? [`others used ${percent(foreign)} of its core`] : []),
    ...(contenderCore.stolen > FOREIGN_BUSY_MAX ? [`${percent(contenderCore.stolen)} of its core stolen`] : []),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
