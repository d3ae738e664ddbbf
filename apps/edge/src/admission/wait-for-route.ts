import { type Route, type RouteTable } from '@mid-station/route-table';

/** The next route of a handle; null when none appears in time or the signal fires. */
export function waitForRoute(
  routes: RouteTable,
  handle: string,
  milliseconds: number,
  signal: AbortSignal,
): Promise<Route | null> {
  return new Promise((resolve) => {
    const finish = (route: Route | null): void => {
      stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(route);
    };
    const giveUp = (): void => finish(null);
    const timer = setTimeout(giveUp, milliseconds);
    const stop = routes.watch(handle, (route) => route && finish(route));
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
  });
}
