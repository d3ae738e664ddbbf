import { Skeleton } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import { Page } from '../design/page.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';
import { AuditPanel } from './audit-panel.js';
import { DeleteAccount } from './delete-account.js';
import { DevicesPanel } from './devices-panel.js';
import { EmailPanel } from './email-panel.js';
import { PasswordPanel } from './password-panel.js';
import { Profile } from './profile.js';
import { SecondFactorPanel } from './second-factor-panel.js';
import { StreamKeyPanel } from './stream-key-panel.js';
import { TokensPanel } from './tokens-panel.js';

const answersShown = [queries.secondFactor, queries.tokens, queries.signIns, queries.audit];

/** Everything about the account itself. It appears as one: parts that came one by one would push each other down. */
export function AccountPage() {
  const { t } = useText();
  const isThere = useQueries({
    queries: answersShown,
    combine: (answers) => answers.every(({ isPending, errorUpdateCount }) => !isPending || errorUpdateCount > 0),
  });
  return (
    <Page title={t('account.title')} width="wide">
      {isThere ? <Parts /> : <Skeleton height={720} radius="lg" />}
    </Page>
  );
}

function Parts() {
  return (
    <>
      <Profile />
      <div className={classes.columns}>
        <div className={classes.column}>
          <EmailPanel />
          <PasswordPanel />
          <SecondFactorPanel />
        </div>
        <div className={classes.column}>
          <StreamKeyPanel />
          <TokensPanel />
        </div>
      </div>
      <DevicesPanel />
      <AuditPanel />
      <DeleteAccount />
    </>
  );
}
