import { Button, NativeSelect } from '@mantine/core';
import { KEY_OVERLAP_MAX_SECONDS } from '@mid-station/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.js';
import { queries } from '../api/queries.js';
import { confirm } from '../design/confirm.js';
import { notifyDone } from '../design/notify.js';
import { Panel } from '../design/panel.js';
import { useAction } from '../design/use-action.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';

/** How long the old key may go on working, in seconds. */
const overlaps = { none: 0, tenMinutes: 600, hour: 3_600, day: KEY_OVERLAP_MAX_SECONDS } as const;

export function StreamKeyPanel() {
  const { t } = useText();
  const cache = useQueryClient();
  const [overlapSeconds, setOverlap] = useState(0);
  const rotate = useAction({
    failed: t('account.failed'),
    run: () => api.call('rotateIngest', { body: { overlapSeconds } }),
    done: (ingest) => {
      cache.setQueryData(queries.ingest.queryKey, ingest);
      notifyDone(t('account.rotated'));
    },
  });
  const ask = () =>
    confirm({
      title: t('account.rotateTitle'),
      text: t('account.rotateText'),
      yes: t('account.rotateYes'),
      no: t('app.cancel'),
      onYes: () => rotate.mutate(),
    });
  return (
    <Panel title={t('account.keyTitle')} text={t('account.keyText')}>
      <div className={classes.form}>
        <NativeSelect
          label={t('account.keyOverlap')}
          value={String(overlapSeconds)}
          onChange={({ currentTarget }) => setOverlap(Number(currentTarget.value))}
          data={(Object.keys(overlaps) as (keyof typeof overlaps)[]).map((name) => ({
            value: String(overlaps[name]),
            label: t(`account.overlaps.${name}`),
          }))}
        />
        <Button variant="default" loading={rotate.isPending} onClick={ask}>
          {t('account.rotate')}
        </Button>
      </div>
    </Panel>
  );
}
