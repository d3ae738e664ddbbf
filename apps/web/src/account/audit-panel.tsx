import { Skeleton } from '@mantine/core';
import type { AuditEvent } from '@mid-station/contracts';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { LoadError } from '../design/blank.js';
import { Panel } from '../design/panel.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';
import { deviceName } from './device-name.js';

/** What was done with the account. */
export function AuditPanel() {
  const { t } = useText();
  const audit = useQuery(queries.audit);
  return (
    <Panel title={t('account.auditTitle')} text={t('account.auditText')}>
      {audit.data ? (
        <AuditList events={audit.data} />
      ) : audit.isError ? (
        <LoadError error={audit.error} retry={audit.refetch} />
      ) : (
        <Skeleton height={180} />
      )}
    </Panel>
  );
}

function AuditList({ events }: { readonly events: readonly AuditEvent[] }) {
  const { t, dateTime } = useText();
  if (events.length === 0) return <p className={classes.none}>{t('account.auditEmpty')}</p>;
  return (
    <ul className={classes.audit} tabIndex={0} aria-label={t('account.auditTitle')}>
      {events.map(({ id, at, kind, subject, remote, userAgent }) => (
        <li key={id}>
          <time dateTime={at} className="figures">
            {dateTime(at)}
          </time>
          <span>
            <strong>{t(`audit.${kind}`)}</strong> {subject}
          </span>
          <span className={classes.none}>{[deviceName(userAgent), remote].filter(Boolean).join(', ')}</span>
        </li>
      ))}
    </ul>
  );
}
