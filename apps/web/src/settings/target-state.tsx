import { Button } from '@mantine/core';
import type { TargetStatus } from '@mid-station/contracts';
import { IconRefresh } from '@tabler/icons-react';
import { api } from '../api/client.js';
import { StateBadge } from '../design/state-badge.js';
import { useAction } from '../design/use-action.js';
import { problemText } from '../language/error-text.js';
import { formatSpan } from '../language/format.js';
import { useText } from '../language/use-text.js';
import { useNow } from '../time/use-now.js';
import type { Standing } from './standing.js';
import classes from './target-state.module.css';

interface TargetStateProps {
  readonly standing: Standing | null;
  readonly enabled: boolean;
}

/**
 * How a target is doing. As high in every state, so that no row below it moves: what is wrong and what to do stand where
 * the numbers are while all is well.
 */
export function TargetState({ standing, enabled }: TargetStateProps) {
  const { t } = useText();
  const problem = standing?.problem ?? null;
  // While it waits for the encoder there is nothing to count yet.
  const status = standing?.status?.state === 'waiting' ? null : (standing?.status ?? null);
  return (
    <div className={`${classes.state} figures`}>
      {standing && <StateBadge tone={standing.tone} label={standing.label} />}
      {status && <Since since={status.since} />}
      {problem && <Problem key={problem.code} problem={problem} />}
      {!problem && enabled && <Numbers status={status} />}
      {!enabled && <p className={classes.off}>{t('targets.off')}</p>}
      {problem && status && (status.state === 'live' ? <Lagging status={status} /> : <Retry status={status} />)}
    </div>
  );
}

function Since({ since }: { readonly since: string }) {
  const now = useNow();
  return <span className={classes.since}>{formatSpan((now - Date.parse(since)) / 1_000)}</span>;
}

/** What happened, why that usually is, what to do. */
function Problem({ problem }: { readonly problem: NonNullable<Standing['problem']> }) {
  const { t } = useText();
  const { message, hint } = problemText(problem, t);
  return (
    <p className={classes.problem}>
      <strong>{message}</strong> {hint}
    </p>
  );
}

/** Stands for a number that is not there. */
const NONE = '–';

function Numbers({ status }: { readonly status: TargetStatus | null }) {
  const { t, bitrate } = useText();
  const [dropped, reconnects] = [status?.framesDropped ?? 0, status?.reconnects ?? 0];
  return (
    <dl className={classes.numbers}>
      <Figure label={t('targets.bitrate')} value={status?.state === 'live' ? bitrate(status.bitrateKbps) : NONE} />
      <Figure label={t('targets.drops')} value={status ? String(dropped) : NONE} bad={dropped > 0} />
      <Figure label={t('targets.reconnects')} value={status ? String(reconnects) : NONE} bad={reconnects > 0} />
    </dl>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly bad?: boolean;
}

function Figure({ label, value, bad = false }: FigureProps) {
  return (
    <div className={classes.figure} data-bad={bad || undefined}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** How much gets through while frames are left out. */
function Lagging({ status: { bitrateKbps, framesDropped } }: { readonly status: TargetStatus }) {
  const { t, bitrate } = useText();
  return (
    <span className={classes.attempt}>
      {bitrate(bitrateKbps)}, {t('targets.drops')}: {framesDropped}
    </span>
  );
}

/** When it is tried again, and the way to do it at once. */
function Retry({ status }: { readonly status: TargetStatus }) {
  const { t } = useText();
  const now = useNow();
  const { attempt, nextRetryAt } = status;
  const seconds = nextRetryAt ? Math.ceil((Date.parse(nextRetryAt) - now) / 1_000) : 0;
  return (
    <>
      <span className={classes.attempt}>
        {t('targets.attempt', { attempt })},{' '}
        {seconds > 0 ? t('targets.nextIn', { left: formatSpan(seconds) }) : t('targets.nextNow')}
      </span>
      <TryNow status={status} />
    </>
  );
}

function TryNow({ status: { targetId, name, nextRetryAt } }: { readonly status: TargetStatus }) {
  const { t } = useText();
  const retry = useAction({
    failed: t('targets.retryFailed'),
    run: () => api.call('retryTarget', { params: { targetId } }),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      className={classes.try}
      leftSection={<IconRefresh size={16} aria-hidden />}
      aria-label={t('targets.tryNowOf', { name })}
      disabled={!nextRetryAt}
      loading={retry.isPending}
      onClick={() => retry.mutate()}
    >
      {t('targets.tryNow')}
    </Button>
  );
}
