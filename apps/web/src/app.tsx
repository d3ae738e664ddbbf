import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { BrowserRouter } from 'react-router';
import { asAppError } from './api/problem.js';
import { AuthProvider } from './auth/auth.js';
import { loadNotifications } from './design/notify.js';
import { theme } from './design/theme.js';
import { Pages } from './routes.js';
import { errorCodes } from '@mid-station/contracts';

const Notifications = lazy(async () => ({ default: (await loadNotifications()).Notifications }));

/** How often a question that may succeed later is asked again before its failure is shown. */
const RETRIES = 2;

const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < RETRIES && errorCodes[asAppError(error).code].retry,
    },
  },
});

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={cache}>
        <AuthProvider>
          <BrowserRouter>
            <Pages />
          </BrowserRouter>
        </AuthProvider>
      </QueryClientProvider>
      <Suspense>
        <Notifications position="bottom-right" />
      </Suspense>
    </MantineProvider>
  );
}
