import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { NotFound } from './shell/fallbacks.js';
import { OnlyAnonymous, OnlySignedIn } from './shell/guards.js';
import { Root } from './shell/root.js';

/** Every page is loaded when it is first visited. */
const HomePage = lazy(async () => ({ default: (await import('./home/home-page.js')).HomePage }));
const SignInPage = lazy(async () => ({ default: (await import('./auth/sign-in-page.js')).SignInPage }));
const RegisterPage = lazy(async () => ({ default: (await import('./auth/register-page.js')).RegisterPage }));
const StreamPage = lazy(async () => ({ default: (await import('./stream/stream-page.js')).StreamPage }));
const SessionsPage = lazy(async () => ({ default: (await import('./sessions/sessions-page.js')).SessionsPage }));
const ReportPage = lazy(async () => ({ default: (await import('./sessions/report-page.js')).ReportPage }));
const NodesPage = lazy(async () => ({ default: (await import('./nodes/nodes-page.js')).NodesPage }));
const AccountPage = lazy(async () => ({ default: (await import('./account/account-page.js')).AccountPage }));

export function Pages() {
  return (
    <Routes>
      <Route element={<Root />}>
        <Route element={<OnlyAnonymous />}>
          <Route index element={<HomePage />} />
          <Route path="sign-in" element={<SignInPage />} />
          <Route path="register" element={<RegisterPage />} />
        </Route>
        <Route element={<OnlySignedIn />}>
          <Route path="stream" element={<StreamPage />} />
          <Route path="sessions" element={<SessionsPage />} />
          <Route path="sessions/:id" element={<ReportPage />} />
          <Route path="nodes" element={<NodesPage />} />
          <Route path="account" element={<AccountPage />} />
        </Route>
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}
