import { Anchor, Skeleton } from '@mantine/core';
import type { SessionReport } from '@mid-station/contracts';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Link, useParams } from 'react-router';
import { queries } from '../api/queries.js';
import { LoadError } from '../design/blank.js';
import { Fact, Facts } from '../design/facts.js';
import { Page } from '../design/page.js';
import { Panel } from '../design/panel.js';
import { StateBadge } from '../design/state-badge.js';
import { formatSpan } from '../language/format.js';
import { useText } from '../language/use-text.js';
import { sessionTones } from '../live/tones.js';
import { AdviceList } from '../stream/advice-panel.js';
import { averageKbps, extremes, totals } from './report-figures.js';
import classes from './report-page.module.css';
import { TargetReports } from './target-reports.js';
import { Timeline } from './timeline.js';

const BitrateChart = lazy(async () => ({ default: (await import('../health/bitrate-chart.js')).BitrateChart }));

/** What one session was like. */
export function ReportPage() {
  const { t } = useText();
  const { id = '' } = useParams();
  const report = useQuery(queries.session(id));
  if (report.data) return <Report report={report.data} />;
  return (
    <Page title={t('report.title')} lead={<WayBack />}>
      {report.isError ? (
        <LoadError error={report.error} retry={report.refetch} />
      ) : (
        <Skeleton height={640} radius="lg" />
      )}
    </Page>
  );
}

function WayBack() {
  const { t } = useText();
  return (
    <Anchor component={Link} to="/sessions" className={classes.back}>
      <IconArrowLeft size={18} aria-hidden />
      {t('report.back')}
    </Anchor>
  );
}

function Report({ report }: { readonly report: SessionReport }) {
  const { t, dateTime, bitrate, bytes } = useText();
  const { session } = report;
  const { bytesSent, reconnects } = totals(report);
  const average = averageKbps(report);
  return (
    <Page
      title={session.settingName}
      text={dateTime(session.createdAt)}
      lead={<WayBack />}
      aside={<StateBadge tone={sessionTones[session.state]} label={t(`state.${session.state}`)} />}
    >
      <Panel title={t('report.title')} text={session.endReason ? t(`endReason.${session.endReason}`) : undefined}>
        <Facts>
          <Fact label={t('report.duration')}>{formatSpan(report.durationSeconds)}</Fact>
          <Fact label={t('report.average')}>{average === null ? '–' : bitrate(average)}</Fact>
          <Fact label={t('report.sent')}>{bytes(bytesSent)}</Fact>
          <Fact label={t('report.reconnects')}>{reconnects}</Fact>
        </Facts>
      </Panel>
      {session.advice.length > 0 && (
        <Panel title={t('live.adviceTitle')}>
          <AdviceList session={session} />
        </Panel>
      )}
      <Bitrate report={report} />
      <TargetReports report={report} />
      <Timeline report={report} />
    </Page>
  );
}

function Bitrate({ report }: { readonly report: SessionReport }) {
  const { t, bitrate } = useText();
  const range = extremes(report);
  return (
    <Panel title={t('report.bitrate')}>
      {range ? (
        <figure
          className={classes.chart}
          role="img"
          aria-label={t('report.chart', { min: bitrate(range.min), max: bitrate(range.max) })}
        >
          <Suspense fallback={<Skeleton height={200} />}>
            <BitrateChart
              points={report.bitrate.map(({ at, kbps }) => ({ at: Date.parse(at), kbps }))}
              height={200}
              window="all"
            />
          </Suspense>
        </figure>
      ) : (
        <p className={classes.none}>{t('report.bitrateNone')}</p>
      )}
    </Panel>
  );
}
