import { adviceText, type Advice, type PublisherStatus, type TargetStatus } from '@mid-station/contracts';
import { ADVICE_MISSES, ADVICE_VALUE_STEP, MEASURED_AFTER_MS } from '../limits.js';
import { findingsOf, type Finding, type JudgedTarget, type LimitsOf } from './findings.js';

/** Advice as a session keeps it from one sample to the next. */
export interface StandingAdvice extends Finding {
  /** Since when the encoder is connected that it was given for: a new connection may have new settings. */
  readonly encoderSince: string;
  /** Samples in a row in which it was no longer true. */
  readonly misses: number;
}

export interface Sample {
  readonly publisher: PublisherStatus;
  /** When it was measured. */
  readonly at: string;
}

/**
 * The advice that stands after a sample. Numbers waver, advice does not: it keeps the values it was given with until they
 * are clearly others, and goes when it was untrue several times in a row, or once for an encoder that came back.
 */
export function reviseAdvice(
  standing: readonly StandingAdvice[],
  { publisher, at }: Sample,
  targets: readonly JudgedTarget[],
  limitsOf: LimitsOf,
): StandingAdvice[] {
  const encoderSince = publisher.since;
  const isNew = Date.parse(at) - Date.parse(encoderSince) < MEASURED_AFTER_MS;
  if (isNew && !publisher.rivals) return [...standing];
  const findings = findingsOf(publisher, targets, limitsOf);
  const kept = standing.flatMap((advice): StandingAdvice[] => {
    const finding = findings.find((candidate) => isSame(candidate, advice));
    if (finding) return [{ ...(isClearlyOther(finding, advice) ? finding : advice), encoderSince, misses: 0 }];
    if (advice.code === 'two_encoders') return []; // what it rests on does not waver: a node says it for a while
    const misses = advice.misses + 1;
    return advice.encoderSince === encoderSince && misses < ADVICE_MISSES ? [{ ...advice, misses }] : [];
  });
  const added = findings.filter((finding) => !standing.some((advice) => isSame(finding, advice)));
  return [...kept, ...added.map((finding) => ({ ...finding, encoderSince, misses: 0 }))];
}

/** What is shown: nothing about targets that were removed or switched off meanwhile. */
export function adviceView(standing: readonly StandingAdvice[], targets: readonly TargetStatus[]): Advice[] {
  return standing.flatMap(({ targetId, code, values }): Advice[] => {
    const target = targets.find((candidate) => candidate.targetId === targetId && candidate.state !== 'off');
    if (targetId !== null && !target) return [];
    return [{ targetId, code, values, message: adviceText(code, { ...values, target: target?.name }) }];
  });
}

const isSame = (a: Finding, b: Finding): boolean => a.targetId === b.targetId && a.code === b.code;

function isClearlyOther({ values }: Finding, { values: before }: Finding): boolean {
  if (values.limit !== before.limit) return true;
  if (typeof values.now !== 'number' || typeof before.now !== 'number') return values.now !== before.now;
  return Math.abs(values.now - before.now) > before.now * ADVICE_VALUE_STEP;
}
