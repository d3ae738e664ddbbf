import { Button, Collapse, Switch, Tooltip } from '@mantine/core';
import type { Session, Setting, Target } from '@mid-station/contracts';
import { IconChevronDown, IconPlus } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useText } from '../language/use-text.js';
import { CheckButton } from '../preflight/check-button.js';
import { usePreflight } from '../preflight/use-preflight.js';
import { EditButton } from './edit-button.js';
import classes from './setting-card.module.css';
import { SettingModal } from './setting-modal.js';
import { standingOf } from './standing.js';
import { TargetModal } from './target-modal.js';
import { TargetRow } from './target-row.js';
import { useActivate } from './use-settings.js';

interface SettingCardProps {
  readonly setting: Setting;
  readonly session: Session | null;
}

/** One stream setting: its name, its switch, its targets. */
export function SettingCard({ setting, session }: SettingCardProps) {
  const { t } = useText();
  const targetsId = useId();
  const [expanded, setExpanded] = useState(setting.active);
  const [open, setOpen] = useState<'edit' | 'add' | null>(null);
  const preflight = usePreflight(setting, session !== null);
  const live = session?.settingId === setting.id ? session : null;
  const isUsed = setting.active || live !== null;
  const standing = ({ id, enabled }: Target) => {
    const status = live?.targets.find(({ targetId }) => targetId === id) ?? null;
    return standingOf(enabled, id, status, preflight, t);
  };
  const { name } = setting;
  return (
    <article className={classes.card} data-active={setting.active || undefined} aria-label={name}>
      <header className={classes.head}>
        <button
          type="button"
          className={classes.expand}
          aria-expanded={expanded}
          aria-controls={targetsId}
          aria-label={t(expanded ? 'settings.collapse' : 'settings.expand', { name })}
          onClick={() => setExpanded(!expanded)}
        >
          <IconChevronDown size={20} className={classes.chevron} aria-hidden />
          <span className={classes.words}>
            <span className={classes.name}>{name}</span>
            <span className={classes.count}>{countText(setting, t)}</span>
          </span>
        </button>
        <ActiveSwitch setting={setting} locked={session !== null} />
        <EditButton label={t('settings.edit', { name })} onClick={() => setOpen('edit')} />
      </header>
      <Collapse id={targetsId} expanded={expanded}>
        <div className={classes.body}>
          {setting.targets.length === 0 && <p className={classes.empty}>{t('targets.empty')}</p>}
          <ul className={classes.targets}>
            {setting.targets.map((target) => (
              <TargetRow key={target.id} target={target} {...(isUsed && { standing: standing(target) })} />
            ))}
          </ul>
          <div className={classes.foot}>
            <Button variant="subtle" color="gray" leftSection={<IconPlus size={18} />} onClick={() => setOpen('add')}>
              {t('targets.add')}
            </Button>
            {preflight && <CheckButton preflight={preflight} />}
          </div>
        </div>
      </Collapse>
      <SettingModal setting={setting} opened={open === 'edit'} onClose={() => setOpen(null)} />
      <TargetModal settingId={setting.id} target={null} opened={open === 'add'} onClose={() => setOpen(null)} />
    </article>
  );
}

function ActiveSwitch({ setting, locked }: { readonly setting: Setting; readonly locked: boolean }) {
  const { t } = useText();
  const activate = useActivate();
  return (
    <Tooltip label={t('settings.activeLocked')} disabled={!locked} multiline w={240}>
      <div>
        <Switch
          label={t('settings.active')}
          labelPosition="left"
          checked={setting.active}
          disabled={locked}
          onChange={({ currentTarget }) => activate.mutate({ id: setting.id, active: currentTarget.checked })}
        />
      </div>
    </Tooltip>
  );
}

function countText({ targets }: Setting, t: ReturnType<typeof useText>['t']): string {
  const all = targets.length;
  if (all === 0) return t('settings.countNone');
  const on = targets.filter(({ enabled }) => enabled).length;
  return on === all ? t('settings.count', { count: all }) : t('settings.countOn', { on, all });
}
