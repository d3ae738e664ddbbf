import { Button, CloseButton } from '@mantine/core';
import type { Session } from '@mid-station/contracts';
import { Link } from 'react-router';
import { useText } from '../language/use-text.js';
import { lastEnded } from '../live/live-state.js';
import classes from './ended-notice.module.css';

/** Says how the last session ended, when that was while somebody was looking. Stands where its picture was. */
export function EndedNotice({ session }: { readonly session: Session }) {
  const { t, time } = useText();
  return (
    <div className={classes.notice} role="status">
      <p className={classes.title}>{t(session.state === 'failed' ? 'live.failedTitle' : 'live.endedTitle')}</p>
      <p className={classes.text}>
        {session.endReason && t(`endReason.${session.endReason}`)}{' '}
        {session.endedAt && <span className={classes.time}>{time(session.endedAt)}</span>}
      </p>
      <Button component={Link} to={`/sessions/${session.id}`} variant="default" size="sm">
        {t('live.seeReport')}
      </Button>
      <CloseButton className={classes.close} aria-label={t('live.dismiss')} onClick={() => lastEnded.set(null)} />
    </div>
  );
}
