import { Switch } from '@mantine/core';
import type { Target, TargetStatus } from '@mid-station/contracts';
import { useState } from 'react';
import { PlatformIcon } from '../design/platform-icon.js';
import { StateBadge } from '../design/state-badge.js';
import { formatSpan } from '../language/format.js';
import { useText } from '../language/use-text.js';
import { targetTones } from '../live/tones.js';
import { CheckLine } from '../preflight/check-line.js';
import type { Preflight } from '../preflight/use-preflight.js';
import { WhatToDo } from '../preflight/what-to-do.js';
import { useNow } from '../time/use-now.js';
import { EditButton } from './edit-button.js';
import { TargetModal } from './target-modal.js';
import { TargetProblem } from './target-problem.js';
import classes from './target-row.module.css';
import { useToggleTarget } from './use-settings.js';

interface TargetRowProps {
  readonly target: Target;
  /** How it is doing in the running session; null when it takes no part in one. */
  readonly status: TargetStatus | null;
  /** What a try before the stream found; null where none is made. */
  readonly preflight: Preflight | null;
}

/** One destination: what it is, how it is doing, its switch. */
export function TargetRow({ target, status, preflight }: TargetRowProps) {
  const { t } = useText();
  const toggle = useToggleTarget();
  const [editing, setEditing] = useState(false);
  const { name, enabled } = target;
  return (
    <li className={classes.row} data-off={!enabled || undefined} aria-label={name}>
      <div className={classes.main}>
        <PlatformIcon platform={target.platform} />
        <div className={classes.words}>
          <p className={classes.name}>{name}</p>
          <p className={classes.address} title={target.url}>
            <span>{hostOf(target.url)}</span>
            <span>{t('targets.key', { hint: target.keyHint })}</span>
          </p>
        </div>
        <Switch
          aria-label={t('targets.toggle', { name })}
          checked={enabled}
          onChange={({ currentTarget }) => toggle.mutate({ id: target.id, enabled: currentTarget.checked })}
        />
        <EditButton label={t('targets.edit', { name })} onClick={() => setEditing(true)} />
      </div>
      {status && status.state !== 'off' && <StatusLine status={status} />}
      {status && <TargetProblem status={status} />}
      {preflight && enabled && <CheckLine check={preflight.checkOf(target.id)} isChecking={preflight.isChecking} />}
      <TargetModal settingId={target.settingId} target={target} opened={editing} onClose={() => setEditing(false)} />
    </li>
  );
}

function StatusLine({ status }: { readonly status: TargetStatus }) {
  const { t, bitrate } = useText();
  const now = useNow();
  return (
    <div className={`${classes.status} figures`}>
      <StateBadge tone={targetTones[status.state]} label={t(`targetState.${status.state}`)} />
      {status.state === 'waiting' && status.lastError ? (
        <WhatToDo />
      ) : (
        <span className={classes.since}>{formatSpan((now - Date.parse(status.since)) / 1_000)}</span>
      )}
      <dl className={classes.numbers}>
        <Figure label={t('targets.bitrate')} value={status.state === 'live' ? bitrate(status.bitrateKbps) : '–'} />
        <Figure label={t('targets.drops')} value={String(status.framesDropped)} bad={status.framesDropped > 0} />
        <Figure label={t('targets.reconnects')} value={String(status.reconnects)} bad={status.reconnects > 0} />
      </dl>
    </div>
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

/** The server's name without the rest of its address. */
const hostOf = (url: string): string => /^\w+:\/\/([^/]+)/.exec(url)?.[1] ?? url;
