import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useAuth } from '../auth/auth.js';
import { useRegistration } from '../auth/use-registration.js';
import { Blank } from '../design/blank.js';
import { Confirmation } from '../design/confirm.js';
import { useText } from '../language/use-text.js';
import { LiveEvents } from '../live/live-events.js';
import { Waiting } from './fallbacks.js';

/**
 * Pages for visitors; whoever is signed in goes on to where they wanted, or to their stream. The pages come up once it is
 * known whether they may offer an account, so that nothing of them comes or goes.
 */
export function OnlyAnonymous() {
  const { state } = useAuth();
  const { isKnown } = useRegistration();
  const location = useLocation();
  if (state.status === 'unknown') return <Waiting />;
  if (state.status === 'signed-in') return <Navigate replace to={wantedPath(location.state) ?? '/stream'} />;
  return isKnown ? <Outlet /> : <Waiting />;
}

/** Pages for users; everybody else signs in first, and whoever signs out goes home. */
export function OnlySignedIn() {
  const { state, endedBy } = useAuth();
  const { pathname } = useLocation();
  if (state.status === 'unknown') return <Waiting />;
  if (state.status === 'unreachable') return <Unreachable />;
  if (state.status === 'signed-in') return <SignedIn />;
  return endedBy === 'user' ? (
    <Navigate replace to="/" />
  ) : (
    <Navigate replace to="/sign-in" state={{ from: pathname }} />
  );
}

/** What every page of a user has: questions asked once more, and a live view of their session. */
function SignedIn() {
  return (
    <LiveEvents>
      <Outlet />
      <Confirmation />
    </LiveEvents>
  );
}

function wantedPath(state: unknown): string | null {
  const from = (state as { from?: unknown } | null)?.from;
  return typeof from === 'string' ? from : null;
}

function Unreachable() {
  const { t } = useText();
  const { restore } = useAuth();
  return (
    <Blank
      heading
      urgent
      icon={<IconPlugConnectedX />}
      title={t('app.serverAwayTitle')}
      text={t('app.serverAwayText')}
      action={<Button onClick={() => void restore()}>{t('app.retry')}</Button>}
    />
  );
}
