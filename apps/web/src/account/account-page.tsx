import { Page } from '../design/page.js';
import { useText } from '../language/use-text.js';
import { DeleteAccount } from './delete-account.js';
import { EmailPanel } from './email-panel.js';
import { PasswordPanel } from './password-panel.js';
import { Profile } from './profile.js';
import { StreamKeyPanel } from './stream-key-panel.js';
import { TokensPanel } from './tokens-panel.js';

/** Everything about the account itself. */
export function AccountPage() {
  const { t } = useText();
  return (
    <Page title={t('account.title')}>
      <Profile />
      <EmailPanel />
      <PasswordPanel />
      <StreamKeyPanel />
      <TokensPanel />
      <DeleteAccount />
    </Page>
  );
}
