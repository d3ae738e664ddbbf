import { Button } from '@mantine/core';
import type { Session, Setting } from '@mid-station/contracts';
import { IconBroadcast, IconPlayerStopFilled } from '@tabler/icons-react';
import { confirm } from '../design/confirm.js';
import { StateBadge } from '../design/state-badge.js';
import { formatClock } from '../language/format.js';
import { useText } from '../language/use-text.js';
import { useNow } from '../time/use-now.js';
import classes from './on-air-bar.module.css';
import { stateWords, statusLine } from './status-line.js';
import { sessionTones } from './tones.js';
import { useGoLive, useGoOffline } from './use-live.js';

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
          {name && <span className={classes.name}>{name}</span>}
        </div>
        <p className={`${classes.text} figures`}>{statusLine(session, settings, now, t)}</p>
      </div>
      {session ? <GoOfflineButton state={session.state} /> : <GoLiveButton />}
    </section>
  );
}

function GoLiveButton() {
  const { t } = useText();
  const goLive = useGoLive();
  return (
    <Button
      size="lg"
      className={classes.button}
      leftSection={<IconBroadcast aria-hidden />}
      loading={goLive.isPending}
      onClick={() => goLive.mutate()}
    >
      {t('live.goLive')}
    </Button>
  );
}

function GoOfflineButton({ state }: { readonly state: Session['state'] }) {
  const { t } = useText();
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
      variant="outline"
      color="red.6"
      className={classes.offline}
      leftSection={<IconPlayerStopFilled aria-hidden />}
      loading={goOffline.isPending || state === 'ending'}
      onClick={ask}
    >
      {t('live.goOffline')}
    </Button>
  );
}
