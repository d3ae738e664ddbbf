import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core';
import type { SignInSummary } from '@mid-station/contracts';
import { IconLogout } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { queries } from '../api/queries.js';
import { useAuth } from '../auth/auth.js';
import { LoadError } from '../design/blank.js';
import { confirm } from '../design/confirm.js';
import { Panel } from '../design/panel.js';
import { useAction } from '../design/use-action.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';
import { deviceName } from './device-name.js';

/** Where this account is signed in. */
export function DevicesPanel() {
  const { t } = useText();
  const devices = useQuery(queries.signIns);
  return (
    <Panel title={t('account.devicesTitle')} text={t('account.devicesText')}>
      {devices.data ? (
        <ul className={classes.lines}>
          {devices.data.map((device) => (
            <Device key={device.id} device={device} />
          ))}
        </ul>
      ) : devices.isError ? (
        <LoadError error={devices.error} retry={devices.refetch} />
      ) : (
        <Skeleton height={72} />
      )}
      <EndAll />
    </Panel>
  );
}

function Device({ device }: { readonly device: SignInSummary }) {
  const { t, dateTime } = useText();
  const name = deviceName(device.userAgent) ?? t('account.deviceUnknown');
  return (
    <li className={classes.line}>
      <div>
        <strong>{name}</strong>
        {device.current && <span className={classes.tag}>{t('account.deviceCurrent')}</span>}
        <p className={classes.none}>
          {t('account.deviceSince', { remote: device.remote, date: dateTime(device.lastUsedAt) })}
        </p>
      </div>
      {!device.current && <EndOne id={device.id} name={name} />}
    </li>
  );
}

function EndOne({ id, name }: { readonly id: string; readonly name: string }) {
  const { t } = useText();
  const cache = useQueryClient();
  const end = useAction({
    failed: t('account.failed'),
    run: () => api.call('endSignIn', { params: { id } }),
    done: () => cache.invalidateQueries({ queryKey: queries.signIns.queryKey }),
  });
  const label = t('account.deviceEnd', { name });
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        loading={end.isPending}
        onClick={() => end.mutate()}
      >
        <IconLogout size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

function EndAll() {
  const { t } = useText();
  const { forget } = useAuth();
  const end = useAction({
    failed: t('account.failed'),
    run: () => api.call('endAllSignIns'),
    done: () => forget('user'),
  });
  const ask = () =>
    confirm({
      title: t('account.deviceEndAllTitle'),
      text: t('account.deviceEndAllText'),
      yes: t('account.deviceEndAll'),
      no: t('app.cancel'),
      onYes: () => end.mutate(),
    });
  return (
    <Button variant="default" className={classes.after} loading={end.isPending} onClick={ask}>
      {t('account.deviceEndAll')}
    </Button>
  );
}
