import { codecName, type PublisherStatus } from '@mid-station/contracts';
import type { TFunction } from 'i18next';

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
