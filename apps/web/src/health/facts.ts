import type { PublisherStatus } from '@mid-station/contracts';
import type { TFunction } from 'i18next';

/** How codecs are called by people. What is not listed is shown as the node names it. */
const names: Record<string, string> = {
  avc: 'H.264',
  avc1: 'H.264',
  h264: 'H.264',
  hevc: 'HEVC',
  hvc1: 'HEVC',
  h265: 'HEVC',
  av1: 'AV1',
  av01: 'AV1',
  vp9: 'VP9',
  vp09: 'VP9',
  aac: 'AAC',
  mp4a: 'AAC',
  mp3: 'MP3',
  opus: 'Opus',
};

export const codecName = (codec: string): string => names[codec.toLowerCase()] ?? codec;

export function videoFacts(video: PublisherStatus['video']): { codec: string; resolution: string } | null {
  if (!video) return null;
  const codec = [codecName(video.codec), video.profile].filter(Boolean).join(' ');
  return { codec, resolution: video.width && video.height ? `${video.width} × ${video.height}` : '–' };
}

export function audioFacts(audio: PublisherStatus['audio'], t: TFunction): string | null {
  if (!audio) return null;
  const rate = audio.sampleRate && `${audio.sampleRate / 1_000} kHz`;
  return [codecName(audio.codec), rate, audio.channels && channelsText(audio.channels, t)].filter(Boolean).join(' ');
}

const channelsText = (channels: number, t: TFunction): string =>
  channels > 2 ? t('health.channelsMany', { count: channels }) : t('health.channels', { count: channels });
