import type { PublisherStatus } from '@mid-station/contracts';
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Fact, Facts } from '../design/facts.js';
import { Panel } from '../design/panel.js';
import { Vacant } from '../design/vacant.js';
import { useStore } from '../design/store.js';
import { useText } from '../language/use-text.js';
import { statsHistory } from '../live/live-state.js';
import { summarise } from '../live/stats-history.js';
import { useLivePart } from '../live/use-live.js';
import { audioFacts, videoFacts } from './facts.js';
import classes from './health-panel.module.css';
import { RefusalNotice } from './refusal-notice.js';

const BitrateChart = lazy(async () => ({ default: (await import('./bitrate-chart.js')).BitrateChart }));

/** Stands for a number that is not there. */
const NONE = '–';

/** What comes in from the encoder. As high without one as with it, so that nothing moves when it comes and goes. */
export function HealthPanel() {
  const { t } = useText();
  const publisher = useLivePart((session) => session?.publisher ?? null) ?? null;
  return (
    <Panel
      title={t('health.title')}
      aside={publisher?.encoder && <span className={classes.encoder}>{publisher.encoder}</span>}
    >
      <div className={classes.stack} data-refused={publisher?.refusal ? true : undefined}>
        <Numbers publisher={publisher} />
        {publisher?.refusal && <RefusalNotice refusal={publisher.refusal} />}
      </div>
      {publisher ? (
        <LastMinute />
      ) : (
        <div className={classes.none}>
          <Vacant>{t('health.none')}</Vacant>
        </div>
      )}
    </Panel>
  );
}

function Numbers({ publisher }: { readonly publisher: PublisherStatus | null }) {
  const { t, bitrate, decimal } = useText();
  const video = publisher && videoFacts(publisher.video);
  const every = publisher?.keyframeIntervalMs ?? null;
  const dropped = publisher?.framesDropped ?? 0;
  return (
    <div data-stale={!publisher?.connected || undefined} className={classes.numbers}>
      <Facts>
        <Fact label={t('health.bitrate')}>{publisher ? bitrate(publisher.bitrateKbps) : NONE}</Fact>
        <Fact label={t('health.resolution')}>{video?.resolution ?? NONE}</Fact>
        <Fact label={dropped > 0 ? t('health.fpsDropped', { count: dropped }) : t('health.fps')}>
          {publisher ? `${decimal(publisher.fps, 0)} fps` : NONE}
        </Fact>
        <Fact label={t('health.keyframes')}>{every === null ? NONE : `${decimal(every / 1_000, 1)} s`}</Fact>
        <Fact label={t('health.video')}>{publisher ? (video?.codec ?? t('health.noVideo')) : NONE}</Fact>
        <Fact label={t('health.jitter')}>{publisher ? `${decimal(publisher.jitterMs, 0)} ms` : NONE}</Fact>
        <Fact long label={t('health.audio')}>
          {publisher ? (audioFacts(publisher.audio, t) ?? t('health.noAudio')) : NONE}
        </Fact>
      </Facts>
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
