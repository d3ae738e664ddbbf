import type { PublisherStatus } from '@mid-station/contracts';
import { Skeleton } from '@mantine/core';
import { IconWaveSine } from '@tabler/icons-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { Panel } from '../design/panel.js';
import { useText } from '../language/use-text.js';
import { statsHistory } from '../live/live-state.js';
import { useStore } from '../live/store.js';
import { useLivePart } from '../live/use-live.js';
import { audioFacts, videoFacts } from './facts.js';
import classes from './health-panel.module.css';
import { summarise } from './stats-history.js';

const BitrateChart = lazy(async () => ({ default: (await import('./bitrate-chart.js')).BitrateChart }));

/** What comes in from the encoder. */
export function HealthPanel() {
  const { t } = useText();
  const publisher = useLivePart((session) => session?.publisher ?? null);
  return (
    <Panel
      title={t('health.title')}
      aside={publisher?.encoder && <span className={classes.encoder}>{publisher.encoder}</span>}
    >
      {publisher ? <Numbers publisher={publisher} /> : <NoNumbers />}
    </Panel>
  );
}

function NoNumbers() {
  const { t } = useText();
  return (
    <p className={classes.none}>
      <IconWaveSine aria-hidden />
      {t('health.none')}
    </p>
  );
}

function Numbers({ publisher }: { readonly publisher: PublisherStatus }) {
  const { t, bitrate, decimal } = useText();
  const { keyframeIntervalMs } = publisher;
  const video = videoFacts(publisher.video);
  return (
    <>
      <dl className={classes.tiles} data-stale={!publisher.connected || undefined}>
        <Tile label={t('health.bitrate')} value={bitrate(publisher.bitrateKbps)} />
        <Tile label={t('health.resolution')} value={video?.resolution ?? '–'} />
        <Tile label={t('health.fps')} value={`${decimal(publisher.fps, 0)} fps`} />
        <Tile
          label={t('health.keyframes')}
          value={keyframeIntervalMs === null ? '–' : `${decimal(keyframeIntervalMs / 1_000, 1)} s`}
        />
        <Tile label={t('health.video')} value={video?.codec ?? t('health.noVideo')} />
        <Tile label={t('health.audio')} value={audioFacts(publisher.audio, t) ?? t('health.noAudio')} />
        <Tile label={t('health.jitter')} value={`${decimal(publisher.jitterMs, 0)} ms`} />
      </dl>
      <LastMinute />
    </>
  );
}

function Tile({ label, value }: { readonly label: string; readonly value: ReactNode }) {
  return (
    <div className={classes.tile}>
      <dt>{label}</dt>
      <dd className="figures">{value}</dd>
    </div>
  );
}

function LastMinute() {
  const { t, bitrate } = useText();
  const history = useStore(statsHistory);
  const summary = summarise(history);
  const label =
    summary && t('health.chart', { now: bitrate(summary.now), min: bitrate(summary.min), max: bitrate(summary.max) });
  return (
    <figure className={classes.chart} aria-label={label ?? t('health.chartCaption')}>
      <Suspense fallback={<Skeleton height={140} />}>
        <BitrateChart points={history.samples} height={140} window="minute" />
      </Suspense>
    </figure>
  );
}
