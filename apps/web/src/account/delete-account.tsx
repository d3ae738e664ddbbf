import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../api/client.js';
import { useAuth, useUser } from '../auth/auth.js';
import { Dialog } from '../design/dialog.js';
import { Panel } from '../design/panel.js';
import { useAction } from '../design/use-action.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';

/** The one act that nothing brings back: it takes the handle, typed. */
export function DeleteAccount() {
  const { t } = useText();
  const { handle } = useUser();
  const { forget } = useAuth();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const remove = useAction({
    failed: t('account.failed'),
    run: () => api.call('deleteMe'),
    done: () => forget('user'),
  });
  return (
    <Panel title={t('account.dangerTitle')} text={t('account.dangerText')}>
      <Button variant="outline" color="red.6" className={classes.danger} onClick={() => setAsking(true)}>
        {t('account.danger')}
      </Button>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t('account.dangerTitle')}>
        <div className={classes.form}>
          <p className={classes.confirm}>{t('account.dangerConfirm', { handle })}</p>
          <TextInput
            data-autofocus
            label={t('account.dangerField')}
            autoComplete="off"
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <Button color="red.6" disabled={typed !== handle} loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('account.dangerYes')}
          </Button>
        </div>
      </Dialog>
    </Panel>
  );
}
