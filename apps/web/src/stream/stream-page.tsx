import { Skeleton } from '@mantine/core';
import type { Session, Setting } from '@mid-station/contracts';
import { usePrefetchQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../api/queries.js';
import { LoadError } from '../design/blank.js';
import { DocumentTitle } from '../design/page.js';
import { FirstRunGuide } from '../guide/first-run-guide.js';
import { isFirstRun } from '../guide/steps.js';
import { HealthPanel } from '../health/health-panel.js';
import { IngestPanel } from '../ingest/ingest-panel.js';
import { useText } from '../language/use-text.js';
import { useLive } from '../live/use-live.js';
import { PreviewPanel } from '../preview/preview-panel.js';
import { SettingsPanel } from '../settings/settings-panel.js';
import { useSettings } from '../settings/use-settings.js';
import { AdvicePanel } from './advice-panel.js';
import { OnAirBar } from './on-air-bar.js';
import classes from './stream-page.module.css';

/** The heart: what comes in, what goes out, and the button between them. */
export function StreamPage() {
  const { t } = useText();
  const settings = useSettings();
  const live = useLive();
  const past = useQuery(queries.sessions);
  usePrefetchQuery(queries.ingest);
  const failed = [settings, live].find((query) => query.isError && query.data === undefined);
  return (
    <div className={classes.page}>
      <DocumentTitle title={t('live.title')} />
      <h1 className={classes.heading}>{t('live.title')}</h1>
      {failed ? (
        <LoadError error={failed.error} retry={() => Promise.all([settings.refetch(), live.refetch()])} />
      ) : settings.data && live.data !== undefined && !past.isPending ? (
        <Loaded settings={settings.data} session={live.data} newcomer={isFirstRun(past.data ?? [])} />
      ) : (
        <LoadingPage />
      )}
    </div>
  );
}

interface LoadedProps {
  readonly settings: Setting[];
  readonly session: Session | null;
  readonly newcomer: boolean;
}

/** Every panel has one place, whatever is going on: what comes and goes stands where it moves nothing that is pressed. */
function Loaded({ settings, session, newcomer }: LoadedProps) {
  // Who ends the first stream stays a newcomer until the page is opened again: the guide does not go under their hands.
  const [isNewcomer] = useState(newcomer);
  return (
    <>
      <OnAirBar session={session} settings={settings} />
      {isNewcomer && <FirstRunGuide session={session} settings={settings} />}
      <div className={classes.columns}>
        <div className={`${classes.column} ${classes.incoming}`}>
          <PreviewPanel />
          <HealthPanel />
          <IngestPanel />
        </div>
        <div className={`${classes.column} ${classes.outgoing}`}>
          <SettingsPanel settings={settings} session={session} />
          <AdvicePanel session={session} />
        </div>
      </div>
    </>
  );
}

/** Drawn in the page's own shape, so that nothing jumps when it arrives: what begins at a place that is sure. */
function LoadingPage() {
  const { t } = useText();
  return (
    <div role="status" aria-label={t('app.loading')} className={classes.page}>
      <Skeleton className={classes.bar} radius="lg" />
      <div className={classes.columns}>
        <Skeleton className={classes.picture} radius="lg" />
        <Skeleton height={320} radius="lg" />
      </div>
    </div>
  );
}
