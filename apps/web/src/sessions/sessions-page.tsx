import { Button, Skeleton } from '@mantine/core';
import type { SessionSummary } from '@mid-station/contracts';
import { IconChevronRight, IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { queries } from '../api/queries.js';
import { Blank, LoadError } from '../design/blank.js';
import { Page } from '../design/page.js';
import { StateBadge } from '../design/state-badge.js';
import { formatSpan } from '../language/format.js';
import { useText } from '../language/use-text.js';
import { sessionTones } from '../live/tones.js';
import { LiveStill } from '../preview/live-still.js';
import { serverNow } from '../time/server-clock.js';
import classes from './sessions-page.module.css';

/** Every time the user went live. */
export function SessionsPage() {
  const { t } = useText();
  const sessions = useQuery(queries.sessions);
  return (
    <Page title={t('sessions.title')} text={t('sessions.text')}>
      {sessions.data ? (
        <SessionList sessions={sessions.data} />
      ) : sessions.isError ? (
        <LoadError error={sessions.error} retry={sessions.refetch} />
      ) : (
        <Skeleton height={420} radius="lg" />
      )}
    </Page>
  );
}

function SessionList({ sessions }: { readonly sessions: readonly SessionSummary[] }) {
  const { t } = useText();
  if (sessions.length === 0)
    return (
      <Blank
        icon={<IconHistory />}
        title={t('sessions.emptyTitle')}
        text={t('sessions.emptyText')}
        action={
          <Button component={Link} to="/stream">
            {t('sessions.emptyAction')}
          </Button>
        }
      />
    );
  return (
    <ul className={classes.list}>
      {sessions.map((session) => (
        <li key={session.id}>
          <SessionLine session={session} />
        </li>
      ))}
    </ul>
  );
}

function SessionLine({ session }: { readonly session: SessionSummary }) {
  const { t, dateTime } = useText();
  const date = dateTime(session.createdAt);
  return (
    <Link to={`/sessions/${session.id}`} className={classes.line}>
      {session.state === 'live' && (
        <span className={classes.still}>
          <LiveStill sessionId={session.id} className={classes.picture} />
        </span>
      )}
      <div className={classes.words}>
        <p className={classes.name}>{session.settingName}</p>
        <p className={classes.date}>
          <span>{date}</span>
          {session.endReason && session.endReason !== 'stopped_by_user' && (
            <span>{t(`endReason.${session.endReason}`)}</span>
          )}
        </p>
      </div>
      <span className={`${classes.length} figures`}>{lengthText(session, t('sessions.notOnAir'))}</span>
      <span className={classes.state}>
        <StateBadge tone={sessionTones[session.state]} label={t(`state.${session.state}`)} />
      </span>
      <IconChevronRight size={20} aria-hidden className={classes.chevron} />
    </Link>
  );
}

function lengthText({ liveSince, endedAt }: SessionSummary, never: string): string {
  if (!liveSince) return never;
  const end = endedAt ? Date.parse(endedAt) : serverNow();
  return formatSpan((end - Date.parse(liveSince)) / 1_000);
}
