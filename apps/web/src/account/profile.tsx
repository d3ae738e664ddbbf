import { useUser } from '../auth/auth.js';
import { Fact, Facts } from '../design/facts.js';
import { Panel } from '../design/panel.js';
import { useText } from '../language/use-text.js';

export function Profile() {
  const { t, date } = useText();
  const user = useUser();
  return (
    <Panel title={t('account.profile')}>
      <Facts>
        <Fact label={t('account.handle')}>{user.handle}</Fact>
        <Fact label={t('account.role')}>{t(`account.roles.${user.role}`)}</Fact>
        <Fact label={t('account.since')}>{date(user.createdAt)}</Fact>
      </Facts>
    </Panel>
  );
}
