import { Button } from '@mantine/core';
import type { TargetStatus } from '@mid-station/contracts';
import { IconRefresh } from '@tabler/icons-react';
import { api } from '../api/client.js';
import { ProblemBox } from '../design/problem-box.js';
import { useAction } from '../design/use-action.js';
import { problemText } from '../language/error-text.js';
import { formatSpan } from '../language/format.js';
import { useText } from '../language/use-text.js';
import { useNow } from '../time/use-now.js';
import classes from './target-problem.module.css';

/** States in which the last error still stands, and another attempt is to come. */
const troubled: ReadonlySet<TargetStatus['state']> = new Set(['retrying', 'refused', 'connecting']);

/** What is wrong with a target that is on air, and when it is tried again. */
export function TargetProblem({ status }: { readonly status: TargetStatus }) {
  const { t } = useText();
  if (!status.lastError || !troubled.has(status.state)) return null;
  return (
    <ProblemBox {...problemText(status.lastError, t)} isRefused={status.state === 'refused'}>
      <div className={classes.retry}>
        <Attempt status={status} />
        <TryNow status={status} />
      </div>
    </ProblemBox>
  );
}

function Attempt({ status: { attempt, nextRetryAt } }: { readonly status: TargetStatus }) {
  const { t } = useText();
  const now = useNow();
  const seconds = nextRetryAt ? Math.ceil((Date.parse(nextRetryAt) - now) / 1_000) : 0;
  return (
    <span className="figures">
      {t('targets.attempt', { attempt })},{' '}
      {seconds > 0 ? t('targets.nextIn', { left: formatSpan(seconds) }) : t('targets.nextNow')}
    </span>
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
      leftSection={<IconRefresh size={16} />}
      aria-label={t('targets.tryNowOf', { name })}
      disabled={!nextRetryAt}
      loading={retry.isPending}
      onClick={() => retry.mutate()}
    >
      {t('targets.tryNow')}
    </Button>
  );
}
