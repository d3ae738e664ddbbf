import type { PublisherStatus } from '@mid-station/contracts';
import { Skeleton } from '@mantine/core';
import { IconWaveSine } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { Fact, Facts } from '../design/facts.js';
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
      <div data-stale={!publisher.connected || undefined} className={classes.numbers}>
        <Facts>
          <Fact label={t('health.bitrate')}>{bitrate(publisher.bitrateKbps)}</Fact>
          <Fact label={t('health.resolution')}>{video?.resolution ?? '–'}</Fact>
          <Fact label={t('health.fps')}>{`${decimal(publisher.fps, 0)} fps`}</Fact>
          <Fact label={t('health.keyframes')}>
            {keyframeIntervalMs === null ? '–' : `${decimal(keyframeIntervalMs / 1_000, 1)} s`}
          </Fact>
          <Fact label={t('health.video')}>{video?.codec ?? t('health.noVideo')}</Fact>
          <Fact label={t('health.audio')}>{audioFacts(publisher.audio, t) ?? t('health.noAudio')}</Fact>
          <Fact label={t('health.jitter')}>{`${decimal(publisher.jitterMs, 0)} ms`}</Fact>
        </Facts>
      </div>
      <LastMinute />
    </>
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
