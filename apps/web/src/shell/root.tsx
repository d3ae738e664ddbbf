import { Suspense, useEffect, useRef } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useText } from '../language/use-text.js';
import { ErrorBoundary } from './error-boundary.js';
import { Waiting } from './fallbacks.js';
import { keepFocus } from './keep-focus.js';
import classes from './shell.module.css';
import { TopBar } from './top-bar.js';

/** What stands around every page. */
export function Root() {
  const { t } = useText();
  const { pathname } = useLocation();
  const main = useStartOfNewPage(pathname);
  useEffect(() => keepFocus(document), []);
  return (
    <div className={classes.root}>
      <a href="#content" className={classes.skip}>
        {t('app.skip')}
      </a>
      <TopBar />
      <main id="content" ref={main} tabIndex={-1} className={classes.main}>
        <ErrorBoundary address={pathname}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

/** Takes the eye, the keyboard and the screen reader to the start of a page when it changes. */
function useStartOfNewPage(pathname: string) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}
