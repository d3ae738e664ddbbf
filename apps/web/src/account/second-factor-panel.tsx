import { Button, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { queries } from '../api/queries.js';
import { LoadError } from '../design/blank.js';
import { Dialog } from '../design/dialog.js';
import { Panel } from '../design/panel.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';

const FactorSetup = lazy(async () => ({ default: (await import('./factor-setup.js')).FactorSetup }));
const FactorDisable = lazy(async () => ({ default: (await import('./factor-disable.js')).FactorDisable }));

/** Whether signing in asks for a code, and the way to change that. */
export function SecondFactorPanel() {
  const { t } = useText();
  const factor = useQuery(queries.secondFactor);
  const [opened, setOpened] = useState<'setup' | 'disable' | null>(null);
  const cache = useQueryClient();
  const finish = () => {
    setOpened(null);
    void cache.invalidateQueries({ queryKey: queries.secondFactor.queryKey });
  };
  if (factor.isError)
    return (
      <Panel title={t('account.factorTitle')}>
        <LoadError error={factor.error} retry={factor.refetch} />
      </Panel>
    );
  if (!factor.data)
    return (
      <Panel title={t('account.factorTitle')}>
        <Skeleton height={96} />
      </Panel>
    );
  const { enabled, recoveryCodesLeft } = factor.data;
  return (
    <Panel title={t('account.factorTitle')} text={t(enabled ? 'account.factorOn' : 'account.factorOff')}>
      {enabled && <p className={classes.note}>{t('account.factorCodesLeft', { count: recoveryCodesLeft })}</p>}
      <Button variant="default" onClick={() => setOpened(enabled ? 'disable' : 'setup')}>
        {t(enabled ? 'account.factorDisable' : 'account.factorEnable')}
      </Button>
      <Dialog
        opened={opened !== null}
        onClose={finish}
        closeOnClickOutside={false}
        title={t(opened === 'disable' ? 'account.factorDisableTitle' : 'account.factorSetupTitle')}
      >
        <Suspense fallback={<Skeleton height={180} />}>
          {opened === 'setup' && <FactorSetup onDone={finish} />}
          {opened === 'disable' && <FactorDisable onDone={finish} />}
        </Suspense>
      </Dialog>
    </Panel>
  );
}
