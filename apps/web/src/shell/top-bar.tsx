import { Button } from '@mantine/core';
import { IconBroadcast, IconHistory, IconServer2 } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { Link, NavLink, useLocation } from 'react-router';
import { useAuth } from '../auth/auth.js';
import { Logo } from '../design/logo.js';
import { useText } from '../language/use-text.js';
import { PageMenu } from './page-menu.js';
import classes from './top-bar.module.css';

/** Pages that only users see: where they are keeps its place until it is known who looks. */
const USER_PAGES = /^\/(stream|sessions|nodes|account)\b/;

export function TopBar() {
  const { t } = useText();
  const { state } = useAuth();
  const user = state.status === 'signed-in' ? state.user : null;
  const { pathname } = useLocation();
  const isSigningIn = pathname === '/sign-in';
  return (
    <header className={classes.bar}>
      <div className={classes.inner}>
        <Link to={user ? '/stream' : '/'} className={classes.home} aria-label={t('app.name')}>
          <Logo />
        </Link>
        {!user && USER_PAGES.test(pathname) && <div className={classes.nav} />}
        {user && (
          <nav aria-label={t('nav.label')} className={classes.nav}>
            <Tab to="/stream" label={t('nav.stream')} icon={IconBroadcast} />
            <Tab to="/sessions" label={t('nav.sessions')} icon={IconHistory} />
            {user.role === 'operator' && <Tab to="/nodes" label={t('nav.nodes')} icon={IconServer2} />}
          </nav>
        )}
        <div className={classes.end}>
          {state.status === 'anonymous' && !isSigningIn && (
            <Button component={Link} to="/sign-in" variant="default">
              {t('auth.signIn')}
            </Button>
          )}
          {state.status !== 'unknown' && <PageMenu user={user} />}
        </div>
      </div>
    </header>
  );
}

interface TabProps {
  readonly to: string;
  readonly label: string;
  readonly icon: ComponentType<{ size: number }>;
}

function Tab({ to, label, icon: Icon }: TabProps) {
  return (
    <NavLink to={to} className={classes.tab}>
      <Icon size={18} aria-hidden />
      <span>{label}</span>
    </NavLink>
  );
}
