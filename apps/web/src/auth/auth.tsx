import type { SignedIn, User } from '@mid-station/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { api } from '../api/client.js';
import { queries } from '../api/queries.js';

/** `unknown` until the refresh cookie was tried; `unreachable` when it could not be. */
export type AuthState =
  { readonly status: 'unknown' | 'anonymous' | 'unreachable' } | { readonly status: 'signed-in'; readonly user: User };

interface Auth {
  readonly state: AuthState;
  /** Who ended the last sign-in of this page, so that it can go home or say why. */
  readonly endedBy: 'user' | 'server' | null;
  /** Tries the refresh cookie. */
  restore(): Promise<void>;
  signIn(answer: SignedIn): void;
  signOut(): Promise<void>;
  /** Forgets everything of the user on this page; the server has already ended the sign-in. */
  forget(by: 'user' | 'server'): void;
  setUser(user: User): void;
}

const AuthContext = createContext<Auth | null>(null);

export function AuthProvider({ children }: { readonly children: ReactNode }) {
  const cache = useQueryClient();
  const [state, setState] = useState<AuthState>({ status: 'unknown' });
  const [endedBy, setEndedBy] = useState<Auth['endedBy']>(null);

  const setUser = useCallback((user: User) => setState({ status: 'signed-in', user }), []);
  const forget = useCallback(
    (by: 'user' | 'server') => {
      api.signOut();
      setEndedBy(by);
      setState({ status: 'anonymous' });
      cache.clear();
    },
    [cache],
  );

  const restore = useCallback(async () => {
    setState({ status: 'unknown' });
    try {
      if (await api.renew()) setUser(await cache.fetchQuery(queries.me));
      else setState({ status: 'anonymous' });
    } catch {
      setState({ status: 'unreachable' });
    }
  }, [cache, setUser]);

  const signIn = useCallback(
    ({ user, accessToken }: SignedIn) => {
      api.signIn(accessToken);
      setEndedBy(null);
      setUser(user);
    },
    [setUser],
  );

  const signOut = useCallback(async () => {
    await api.call('logout');
    forget('user');
  }, [forget]);

  useEffect(() => {
    api.onSignedOut = () => forget('server');
    void restore();
  }, [forget, restore]);

  const auth = useMemo(
    () => ({ state, endedBy, restore, signIn, signOut, forget, setUser }),
    [state, endedBy, restore, signIn, signOut, forget, setUser],
  );
  return <AuthContext value={auth}>{children}</AuthContext>;
}

export function useAuth(): Auth {
  const auth = useContext(AuthContext);
  if (!auth) throw new Error('useAuth needs an AuthProvider around it.');
  return auth;
}

/** The signed-in user; only below a route that demands one. */
export function useUser(): User {
  const { state } = useAuth();
  if (state.status !== 'signed-in') throw new Error('Nobody is signed in here.');
  return state.user;
}
