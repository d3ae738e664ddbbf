import { Button } from '@mantine/core';
import type { Session, Setting } from '@mid-station/contracts';
import { IconBroadcast, IconPlayerStopFilled } from '@tabler/icons-react';
import { confirm } from '../design/confirm.js';
import { StateBadge } from '../design/state-badge.js';
import { formatClock } from '../language/format.js';
import { useText } from '../language/use-text.js';
import { sessionTones } from '../live/tones.js';
import { useGoLive, useGoOffline } from '../live/use-live.js';
import { useNow } from '../time/use-now.js';
import classes from './on-air-bar.module.css';
import { stateWords, statusLine } from './status-line.js';

interface OnAirBarProps {
  readonly session: Session | null;
  readonly settings: readonly Setting[];
}

/** Where things stand, and the one button that changes it. */
export function OnAirBar({ session, settings }: OnAirBarProps) {
  const { t } = useText();
  const now = useNow();
  const name = session?.settingName ?? settings.find(({ active }) => active)?.name;
  return (
    <section className={classes.bar} data-state={session?.state ?? 'offline'} aria-label={t('live.title')}>
      <div className={classes.state}>
        <div className={classes.line}>
          <StateBadge large tone={session ? sessionTones[session.state] : 'idle'} label={stateWords(session, t)} />
          {session?.liveSince && (
            <span className={`${classes.clock} figures`} aria-label={t('live.since')} role="timer">
              {formatClock(now - Date.parse(session.liveSince))}
            </span>
          )}
          <span className={classes.name}>{name}</span>
        </div>
        <p className={`${classes.text} figures`}>{statusLine(session, settings, now, t)}</p>
      </div>
      <GoButton session={session} />
    </section>
  );
}

/** One and the same element for both ways, so that who pressed it by keyboard stays on it. */
function GoButton({ session }: { readonly session: Session | null }) {
  const { t } = useText();
  const goLive = useGoLive();
  const goOffline = useGoOffline();
  const ask = () =>
    confirm({
      title: t('live.confirmTitle'),
      text: t('live.confirmText'),
      yes: t('live.confirmYes'),
      no: t('live.confirmNo'),
      onYes: () => goOffline.mutate(),
    });
  return (
    <Button
      size="lg"
      {...(session && { variant: 'outline', color: 'red.6' })}
      className={classes.button}
      leftSection={session ? <IconPlayerStopFilled aria-hidden /> : <IconBroadcast aria-hidden />}
      loading={goLive.isPending || goOffline.isPending || session?.state === 'ending'}
      onClick={session ? ask : () => goLive.mutate()}
    >
      {t(session ? 'live.goOffline' : 'live.goLive')}
    </Button>
  );
}
