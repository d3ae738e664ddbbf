import { ActionIcon, Skeleton, TextInput, Tooltip } from '@mantine/core';
import type { ApiToken } from '@mid-station/contracts';
import { IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.js';
import { queries } from '../api/queries.js';
import { LoadError } from '../design/blank.js';
import { confirm } from '../design/confirm.js';
import { CopyButton } from '../design/copy-button.js';
import { Panel } from '../design/panel.js';
import { useAction } from '../design/use-action.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';
import { TokenForm } from './token-form.js';

/** Personal API tokens: made, shown once, revoked. */
export function TokensPanel() {
  const { t } = useText();
  const tokens = useQuery(queries.tokens);
  const [made, setMade] = useState<string | null>(null);
  return (
    <Panel title={t('account.tokensTitle')} text={t('account.tokensText')}>
      {tokens.data ? (
        <TokenList tokens={tokens.data} />
      ) : tokens.isError ? (
        <LoadError error={tokens.error} retry={tokens.refetch} />
      ) : (
        <Skeleton height={56} />
      )}
      {made && <MadeToken value={made} />}
      <TokenForm onMade={setMade} />
    </Panel>
  );
}

function TokenList({ tokens }: { readonly tokens: readonly ApiToken[] }) {
  const { t } = useText();
  if (tokens.length === 0) return <p className={classes.none}>{t('account.tokensEmpty')}</p>;
  return (
    <ul className={classes.lines}>
      {tokens.map((token) => (
        <TokenLine key={token.id} token={token} />
      ))}
    </ul>
  );
}

function TokenLine({ token: { id, name, scope, lastUsedAt } }: { readonly token: ApiToken }) {
  const { t, dateTime } = useText();
  const cache = useQueryClient();
  const revoke = useAction({
    failed: t('account.failed'),
    run: () => api.call('deleteToken', { params: { id } }),
    done: () => cache.invalidateQueries({ queryKey: queries.tokens.queryKey }),
  });
  const ask = () =>
    confirm({
      title: t('account.tokenDeleteTitle', { name }),
      text: t('account.tokenDeleteText'),
      yes: t('account.tokenDeleteYes'),
      no: t('app.cancel'),
      onYes: () => revoke.mutate(),
    });
  const label = t('account.tokenDelete', { name });
  return (
    <li className={classes.line}>
      <div>
        <strong>{name}</strong>
        <p className={classes.none}>
          {t('account.tokenScope')} {t(`account.scopes.${scope}`)},{' '}
          {lastUsedAt ? t('account.tokenUsed', { date: dateTime(lastUsedAt) }) : t('account.tokenUnused')}
        </p>
      </div>
      <Tooltip label={label}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} loading={revoke.isPending} onClick={ask}>
          <IconTrash size={18} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}

function MadeToken({ value }: { readonly value: string }) {
  const { t } = useText();
  return (
    <div className={classes.made} role="status">
      <p>{t('account.tokenMade')}</p>
      <div className={classes.row}>
        <TextInput readOnly label={t('account.tokenValue')} value={value} className={classes.value} />
        <CopyButton value={value} label={t('account.tokenCopy')} />
      </div>
    </div>
  );
}
