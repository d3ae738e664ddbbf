import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import type { User } from '@mid-station/contracts';
import { IconChevronDown, IconLogout, IconSettings, IconUser } from '@tabler/icons-react';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAuth } from '../auth/auth.js';
import { useAction } from '../design/use-action.js';
import { chooseLanguage, languages, type Language } from '../language/language.js';
import { useText } from '../language/use-text.js';
import { Choice } from './choice.js';
import classes from './page-menu.module.css';

/** Account, appearance and language; for visitors the last two. The browser's own popover opens and closes it. */
export function PageMenu({ user }: { readonly user: User | null }) {
  const { t } = useText();
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const label = user ? `${t('nav.menu')}: ${user.handle}` : t('nav.pageMenu');
  return (
    <>
      <button type="button" popoverTarget={id} className={classes.button} aria-label={label}>
        {user ? <span className={classes.initial}>{user.handle[0]}</span> : <IconSettings size={22} />}
        {user && <span className={classes.handle}>{user.handle}</span>}
        <IconChevronDown size={16} />
      </button>
      <div id={id} ref={popover} popover="auto" className={classes.menu}>
        {user && <AccountLink user={user} onFollow={() => popover.current?.hidePopover()} />}
        <Appearance />
        <Languages />
        {user && <SignOut />}
      </div>
    </>
  );
}

function AccountLink({ user, onFollow }: { readonly user: User; readonly onFollow: () => void }) {
  const { t } = useText();
  return (
    <>
      <p className={classes.email}>{user.email}</p>
      <Link to="/account" className={classes.item} onClick={onFollow}>
        <IconUser size={18} aria-hidden />
        {t('nav.account')}
      </Link>
    </>
  );
}

function Appearance() {
  const { t } = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes: Record<MantineColorScheme, string> = {
    light: t('nav.light'),
    dark: t('nav.dark'),
    auto: t('nav.system'),
  };
  return <Choice label={t('nav.appearance')} options={schemes} value={colorScheme} onChoose={setColorScheme} />;
}

function Languages() {
  const { t, i18n } = useTranslation();
  return (
    <Choice
      label={t('nav.language')}
      options={languages}
      value={i18n.language as Language}
      onChoose={(language) => void chooseLanguage(language)}
    />
  );
}

function SignOut() {
  const { t } = useText();
  const { signOut } = useAuth();
  const leave = useAction({ failed: t('account.failed'), run: signOut });
  return (
    <button type="button" className={classes.item} disabled={leave.isPending} onClick={() => leave.mutate()}>
      <IconLogout size={18} aria-hidden />
      {t('nav.signOut')}
    </button>
  );
}
