import { Button } from '@mantine/core';
import type { Session, Setting } from '@mid-station/contracts';
import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { useState } from 'react';
import { Blank } from '../design/blank.js';
import { Panel } from '../design/panel.js';
import { useText } from '../language/use-text.js';
import { SettingCard } from './setting-card.js';
import { SettingModal } from './setting-modal.js';
import classes from './settings-panel.module.css';

interface SettingsPanelProps {
  readonly settings: readonly Setting[];
  readonly session: Session | null;
}

/** Every stream setting with its targets. */
export function SettingsPanel({ settings, session }: SettingsPanelProps) {
  const { t } = useText();
  const [adding, setAdding] = useState(false);
  const add = (
    <Button variant="default" size="sm" leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
      {t('settings.add')}
    </Button>
  );
  return (
    <Panel plain title={t('settings.title')} aside={settings.length > 0 && add}>
      {settings.length === 0 ? (
        <Blank icon={<IconStack2 />} title={t('settings.emptyTitle')} text={t('settings.emptyText')} action={add} />
      ) : (
        <ul className={classes.list}>
          {settings.map((setting) => (
            <li key={setting.id}>
              <SettingCard setting={setting} session={session} />
            </li>
          ))}
        </ul>
      )}
      <SettingModal setting={null} opened={adding} onClose={() => setAdding(false)} />
    </Panel>
  );
}
