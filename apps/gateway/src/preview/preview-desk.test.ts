import { AppError, type PreviewClaims } from '@mid-station/contracts';
import { type Bus } from '@mid-station/service';
import { type KeyRing } from '@mid-station/service/tokens';
import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Revocations } from '../access/revocations.js';
import { type GatewayConfig } from '../config.js';
import { PREVIEW_RECHECK_MS } from '../limits.js';
import { type RateLimits } from '../rate/rate-limits.js';
import { PreviewDesk } from './preview-desk.js';

describe('an open preview whose sign-in ended without a word', () => {
  const claims: PreviewClaims = { sub: randomUUID(), sid: randomUUID(), handle: 'ada', accessId: randomUUID(), exp: 0 };
  const request = jest.fn<() => Promise<null>>();
  const onEnded = jest.fn();
  const unheard = { watch: () => () => undefined } as unknown as Revocations;
  const config = { MIDSTATION_TRUSTED_PROXIES: 'loopback' } as GatewayConfig;
  const bus = { request } as unknown as Bus;
  const desk = new PreviewDesk(bus, {} as KeyRing, unheard, {} as RateLimits, config);

  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
  });
  afterEach(() => jest.useRealTimers());

  it('ends when auth is asked again, and not while auth is away or says that it holds', async () => {
    const stop = desk.watch(claims, onEnded);
    request.mockResolvedValueOnce(null);
    await jest.advanceTimersByTimeAsync(PREVIEW_RECHECK_MS);
    request.mockRejectedValueOnce(new AppError('unavailable', 'away'));
    await jest.advanceTimersByTimeAsync(PREVIEW_RECHECK_MS);
    expect(onEnded).not.toHaveBeenCalled();
    request.mockRejectedValueOnce(new AppError('unauthenticated', 'gone'));
    await jest.advanceTimersByTimeAsync(PREVIEW_RECHECK_MS);
    expect(onEnded).toHaveBeenCalledTimes(1);
    stop();
    await jest.advanceTimersByTimeAsync(PREVIEW_RECHECK_MS);
    expect(request).toHaveBeenCalledTimes(3);
  });
});
