import { Switch } from '@mantine/core';
import type { Target } from '@mid-station/contracts';
import { useState } from 'react';
import { PlatformIcon } from '../design/platform-icon.js';
import { useText } from '../language/use-text.js';
import { EditButton } from './edit-button.js';
import type { Standing } from './standing.js';
import { TargetModal } from './target-modal.js';
import classes from './target-row.module.css';
import { TargetState } from './target-state.js';
import { useToggleTarget } from './use-settings.js';

interface TargetRowProps {
  readonly target: Target;
  /** How it stands, null while nothing is known; left out for a setting that is not in use. */
  readonly standing?: Standing | null;
}

/** One destination: what it is, its switch, how it is doing. */
export function TargetRow({ target, standing }: TargetRowProps) {
  const { t } = useText();
  const toggle = useToggleTarget();
  const [editing, setEditing] = useState(false);
  const { name, enabled } = target;
  return (
    <li
      className={classes.row}
      data-off={!enabled || undefined}
      data-trouble={standing?.problem ? standing.tone : undefined}
      aria-label={name}
    >
      <div className={classes.main}>
        <PlatformIcon platform={target.platform} />
        <div className={classes.words}>
          <p className={classes.name}>{name}</p>
          <p className={classes.address} title={target.url}>
            <span className={classes.host}>{hostOf(target.url)}</span>
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
      {standing !== undefined && <TargetState standing={standing} enabled={enabled} />}
      <TargetModal settingId={target.settingId} target={target} opened={editing} onClose={() => setEditing(false)} />
    </li>
  );
}

/** The server's name without the rest of its address. */
const hostOf = (url: string): string => /^\w+:\/\/([^/]+)/.exec(url)?.[1] ?? url;
