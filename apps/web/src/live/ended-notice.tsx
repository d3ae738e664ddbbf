import { Anchor, CloseButton } from '@mantine/core';
import { Link } from 'react-router';
import { useText } from '../language/use-text.js';
import classes from './ended-notice.module.css';
import { lastEnded } from './live-state.js';
import { useStore } from './store.js';

/** Says how the last session ended, when that was while somebody was looking. */
export function EndedNotice() {
  const { t, time } = useText();
  const session = useStore(lastEnded);
  if (!session) return null;
  const failed = session.state === 'failed';
  return (
    <div className={classes.notice} data-failed={failed || undefined} role="status">
      <div>
        <p className={classes.title}>{t(failed ? 'live.failedTitle' : 'live.endedTitle')}</p>
        <p className={classes.text}>
          {session.endedAt && `${time(session.endedAt)} · `}
          {session.endReason && t(`endReason.${session.endReason}`)}{' '}
          <Anchor component={Link} to={`/sessions/${session.id}`} underline="always">
            {t('live.seeReport')}
          </Anchor>
        </p>
      </div>
      <CloseButton aria-label={t('live.dismiss')} onClick={() => lastEnded.set(null)} />
    </div>
  );
}
