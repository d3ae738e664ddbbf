import {
  audioInfoSchema,
  encoderRefusalSchema,
  targetErrorCodeSchema,
  targetStateSchema,
  videoInfoSchema,
  type TimelineEvent,
} from '@mid-station/contracts';
import type { TFunction } from 'i18next';
import { z } from 'zod';
import type { Tone } from '../design/state-badge.js';
import { audioFacts, videoFacts } from '../health/facts.js';
import { en } from '../language/en.js';
import { problemTextOf } from '../language/error-text.js';
import type { Text } from '../language/use-text.js';
import { targetWords } from '../live/target-words.js';

export interface TimelineLine {
  readonly tone: Tone;
  readonly text: string;
  /** Why that is and what to do: where something was refused or failed. */
  readonly detail: string | null;
}

/** What a line is put into words with. */
type Words = Pick<Text, 't' | 'bitrate'>;

type Kind = keyof typeof en.timeline;

const isKnown = (kind: string): kind is Kind => kind in en.timeline;
const tones: Partial<Record<Kind, Tone>> = { live: 'air', interrupted: 'busy', node_lost: 'busy', failed: 'bad' };

const targetData = z.object({
  name: z.string(),
  state: targetStateSchema,
  code: targetErrorCodeSchema.nullish(),
});
const publisherData = z.object({ video: videoInfoSchema.nullable(), audio: audioInfoSchema.nullable() });

/** One line of a session's timeline for reading; null for one that says nothing to a streamer. */
export function timelineLine(event: TimelineEvent, words: Words): TimelineLine | null {
  const { t } = words;
  if (event.kind === 'target') return targetLine(event, t);
  if (event.kind === 'publisher') return publisherLine(event, t);
  if (event.kind === 'encoder_refused') return refusalLine(event, words);
  const { kind } = event;
  // A kind that this version of the page has no words for is shown as it is called.
  if (!isKnown(kind)) return { tone: 'idle', text: kind.replaceAll(/[._]/g, ' '), detail: null };
  return { tone: tones[kind] ?? 'idle', text: t(`timeline.${kind}`), detail: null };
}

function targetLine({ data }: TimelineEvent, t: TFunction): TimelineLine | null {
  const parsed = targetData.safeParse(data);
  // The moment of connecting is of no interest to anybody who reads it later.
  if (!parsed.success || parsed.data.state === 'connecting') return null;
  const { name, state, code } = parsed.data;
  const { tone, label } = targetWords(state, Boolean(code), t);
  const text = t('timelineOf.target', { name, state: label });
  return { tone, text, detail: code ? problemTextOf(code, t).message : null };
}

function publisherLine({ data }: TimelineEvent, t: TFunction): TimelineLine | null {
  const parsed = publisherData.safeParse(data);
  if (!parsed.success) return null;
  const video = videoFacts(parsed.data.video);
  const facts = [video?.resolution, video?.codec, audioFacts(parsed.data.audio, t)].filter(Boolean).join(', ');
  return facts ? { tone: 'idle', text: t('timelineOf.publisher', { facts }), detail: null } : null;
}

function refusalLine({ data }: TimelineEvent, { t, bitrate }: Words): TimelineLine | null {
  const parsed = encoderRefusalSchema.safeParse(data);
  if (!parsed.success) return null;
  const { code, limitKbps } = parsed.data;
  const detail = `${t(`refusal.${code}.message`, { limit: bitrate(limitKbps) })} ${t(`refusal.${code}.hint`)}`;
  return { tone: 'bad', text: t(`refusal.${code}.title`), detail };
}
