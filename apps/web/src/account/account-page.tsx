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

/** Everything about the account itself. */
export function AccountPage() {
  const { t } = useText();
  return (
    <Page title={t('account.title')} width="wide">
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
    </Page>
  );
}
