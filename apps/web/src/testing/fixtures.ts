import {
  adviceText,
  apiTokenSchema,
  auditEventSchema,
  recoveryCodesSchema,
  secondFactorSchema,
  secondFactorSetupSchema,
  signInSchema,
  createdTokenSchema,
  errorCodes,
  problemSchema,
  type ErrorCode,
  type Problem,
  ingestSchema,
  nodeSchema,
  platformSchema,
  publisherStatusSchema,
  sessionReportSchema,
  sessionSchema,
  sessionSummarySchema,
  settingSchema,
  targetCheckSchema,
  targetProblems,
  targetSchema,
  targetStatusSchema,
  userSchema,
  type PlatformId,
  type TargetErrorCode,
  type TargetStatus,
} from '@mid-station/contracts';

/** Answers of the API as the tests and the screenshots need them; each is read by its schema, so it cannot drift. */

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
/** The instant that all fixtures are told at. */
export const NOW = Date.parse('2026-11-20T20:15:00.000Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1_000).toISOString();

export const aUser = userSchema.parse({
  id: id(1),
  handle: 'ada',
  email: 'ada@example.org',
  role: 'operator',
  createdAt: ago(86_400 * 90),
});

export const anIngest = ingestSchema.parse({
  servers: { rtmp: 'rtmp://live.example.org/ada', rtmps: 'rtmps://live.example.org:1936/ada' },
  streamKey: 'k7QxW2mVbT9rYpLdN4sHcZ8fJgEuA3oM',
});

const target = (number: number, name: string, platform: PlatformId, url: string, enabled = true) =>
  targetSchema.parse({
    id: id(number),
    settingId: id(10),
    name,
    platform,
    url,
    keyHint: 'x7Qf',
    enabled,
    createdAt: ago(86_400),
  });

export const aTarget = target(21, 'Twitch', 'twitch', 'rtmps://live.twitch.tv/app');
const targets = [
  aTarget,
  target(22, 'YouTube', 'youtube', 'rtmps://a.rtmps.youtube.com/live2'),
  target(23, 'Kick', 'kick', 'rtmps://fa723fc1b171.global-contribute.live-video.net/app'),
  target(24, 'Club server', 'custom', 'rtmp://stream.example.net/live'),
  target(25, 'LinkedIn', 'linkedin', 'rtmps://ingest.example.com/live', false),
];

const options = { graceSeconds: 90, holdPolicy: 'freeze', autoLive: false } as const;
export const aSetting = settingSchema.parse({
  id: id(10),
  name: 'Friday night show',
  active: true,
  options,
  targets,
  createdAt: ago(86_400 * 30),
});
export const otherSetting = settingSchema.parse({
  id: id(11),
  name: 'Practice',
  active: false,
  options,
  targets: [],
  createdAt: ago(86_400),
});

export const aPublisher = publisherStatusSchema.parse({
  connected: true,
  since: ago(2_530),
  remote: '203.0.113.7',
  encoder: 'OBS 31.1',
  video: { codec: 'h264', profile: 'High', width: 1920, height: 1080 },
  audio: { codec: 'aac', profile: 'LC', sampleRate: 48_000, channels: 2 },
  bitrateKbps: 6_180,
  audioKbps: 320,
  fps: 60,
  keyframeIntervalMs: 10_000,
  jitterMs: 4,
  bytesReceived: 1_930_000_000,
});

const error = (code: TargetErrorCode) => ({ code, ...targetProblems[code] });
const status = (index: number, state: TargetStatus['state'], more: Partial<TargetStatus> = {}): TargetStatus => {
  const { id: targetId, name, platform } = targets[index] ?? aTarget;
  return targetStatusSchema.parse({
    targetId,
    name,
    platform,
    state,
    since: ago(2_520),
    attempt: 0,
    nextRetryAt: null,
    lastError: null,
    bitrateKbps: state === 'live' ? 6_180 : 0,
    bytesSent: state === 'live' ? 1_925_000_000 : 0,
    framesDropped: 0,
    reconnects: 0,
    ...more,
  });
};

export const aSession = sessionSchema.parse({
  id: id(30),
  version: 9,
  settingId: id(10),
  settingName: 'Friday night show',
  state: 'live',
  epoch: 1,
  node: { id: 'ingest-1', host: '127.0.0.1', port: 20_001 },
  createdAt: ago(2_600),
  liveSince: ago(2_530),
  graceEndsAt: null,
  endedAt: null,
  endReason: null,
  publisher: aPublisher,
  targets: [
    status(0, 'live'),
    status(1, 'live', { framesDropped: 12, reconnects: 1, since: ago(640) }),
    status(2, 'refused', {
      since: ago(95),
      attempt: 3,
      nextRetryAt: new Date(NOW + 42_000).toISOString(),
      lastError: error('key_refused'),
    }),
    status(3, 'retrying', {
      since: ago(12),
      attempt: 2,
      reconnects: 4,
      nextRetryAt: new Date(NOW + 6_000).toISOString(),
      lastError: error('connection_timeout'),
    }),
    status(4, 'off'),
  ],
  advice: [
    {
      targetId: id(21),
      code: 'keyframe_interval',
      values: { now: 10, limit: 2 },
      message: adviceText('keyframe_interval', { target: 'Twitch', now: 10, limit: 2 }),
    },
    {
      targetId: id(22),
      code: 'audio_bitrate',
      values: { now: 320, limit: 160 },
      message: adviceText('audio_bitrate', { target: 'YouTube', now: 320, limit: 160 }),
    },
  ],
});

/** What a try before the stream finds. */
export const preflight = [
  targetCheckSchema.parse({ targetId: id(21), error: null }),
  targetCheckSchema.parse({ targetId: id(22), error: null }),
  targetCheckSchema.parse({ targetId: id(23), error: null }),
  targetCheckSchema.parse({ targetId: id(24), error: error('dns_not_found') }),
];

export const waitingSession = sessionSchema.parse({
  ...aSession,
  state: 'waiting',
  liveSince: null,
  publisher: null,
  advice: [],
  targets: targets.map((_, index) =>
    status(index, index === 4 ? 'off' : 'waiting', {
      since: ago(20),
      lastError: index === 3 ? error('dns_not_found') : null,
    }),
  ),
});

export const interruptedSession = sessionSchema.parse({
  ...aSession,
  state: 'interrupted',
  graceEndsAt: new Date(NOW + 71_000).toISOString(),
  publisher: { ...aPublisher, connected: false, bitrateKbps: 0, fps: 0 },
  advice: [],
});

export const refusedSession = sessionSchema.parse({
  ...interruptedSession,
  publisher: { ...interruptedSession.publisher, refusal: { code: 'bitrate_limit', limitKbps: 60_000 } },
});

const platform = (
  platformId: PlatformId,
  name: string,
  servers: Array<[string, string]>,
  video: number | null = null,
) =>
  platformSchema.parse({
    id: platformId,
    name,
    servers: servers.map(([serverName, url]) => ({ name: serverName, url })),
    limits: {
      maxVideoKbps: video,
      maxAudioKbps: null,
      maxKeyframeIntervalSeconds: video ? 2 : null,
      videoCodecs: ['h264'],
      audioCodecs: ['aac'],
    },
    keyHelpUrl: video ? 'https://example.org/help' : null,
  });

export const platforms = [
  platform('practice', 'Practice', [['This installation', 'rtmp://127.0.0.1:19350/practice']]),
  platform(
    'twitch',
    'Twitch',
    [
      ['Automatic', 'rtmps://live.twitch.tv/app'],
      ['Europe: Frankfurt', 'rtmps://fra05.contribute.live-video.net/app'],
    ],
    6_000,
  ),
  platform('youtube', 'YouTube', [['Primary', 'rtmps://a.rtmps.youtube.com/live2']], 51_000),
  platform('facebook', 'Facebook', [['Live', 'rtmps://live-api-s.facebook.com:443/rtmp']], 6_000),
  platform('kick', 'Kick', [['Kick', 'rtmps://fa723fc1b171.global-contribute.live-video.net/app']], 8_000),
  platform('x', 'X', []),
  platform('linkedin', 'LinkedIn', []),
  platform('instagram', 'Instagram', []),
  platform('tiktok', 'TikTok', []),
  platform('trovo', 'Trovo', []),
  platform('rumble', 'Rumble', []),
  platform('owncast', 'Owncast', []),
  platform('peertube', 'PeerTube', []),
  platform('cloudflare', 'Cloudflare Stream', []),
  platform('mux', 'Mux', []),
  platform('ivs', 'Amazon IVS', []),
  platform('custom', 'Custom', []),
];

const summary = (
  number: number,
  daysAgo: number,
  minutes: number,
  endReason: string,
  settingName = 'Friday night show',
) =>
  sessionSummarySchema.parse({
    id: id(number),
    settingName,
    state: endReason === 'no_capacity' ? 'failed' : 'ended',
    createdAt: ago(daysAgo * 86_400),
    liveSince: minutes > 0 ? ago(daysAgo * 86_400 - 60) : null,
    endedAt: ago(daysAgo * 86_400 - 60 - minutes * 60),
    endReason,
  });

export const sessions = [
  sessionSummarySchema.parse({ ...aSession }),
  summary(31, 7, 142, 'stopped_by_user'),
  summary(32, 9, 18, 'encoder_gone', 'Practice'),
  summary(33, 14, 133, 'stopped_by_user'),
  summary(34, 15, 0, 'no_capacity'),
];

const report = { start: NOW - 3_600_000, minutes: 58 };
const at = (minute: number): string => new Date(report.start + minute * 60_000).toISOString();
export const aReport = sessionReportSchema.parse({
  session: { ...aSession, id: id(31), state: 'ended', liveSince: at(1), endedAt: at(59), endReason: 'stopped_by_user' },
  durationSeconds: report.minutes * 60,
  timeline: [
    { at: at(0), kind: 'starting', data: {} },
    { at: at(0.1), kind: 'waiting', data: {} },
    {
      at: at(1),
      kind: 'publisher',
      data: { encoder: 'OBS 31.1', video: aPublisher.video, audio: aPublisher.audio },
    },
    { at: at(1), kind: 'live', data: {} },
    { at: at(1.02), kind: 'target', data: { targetId: id(21), name: 'Twitch', platform: 'twitch', state: 'live' } },
    {
      at: at(1.04),
      kind: 'target',
      data: { targetId: id(23), name: 'Kick', platform: 'kick', state: 'refused', code: 'key_refused' },
    },
    { at: at(22), kind: 'encoder_refused', data: refusedSession.publisher?.refusal ?? {} },
    { at: at(22), kind: 'interrupted', data: {} },
    { at: at(23), kind: 'live', data: {} },
    { at: at(41), kind: 'moved', data: { from: 'ingest-1', to: 'ingest-2' } },
    { at: at(59), kind: 'ended', data: { reason: 'stopped_by_user' } },
  ],
  targets: [
    { name: 'Twitch', platform: 'twitch', liveSeconds: 3_478, reconnects: 0, gaps: [] },
    {
      name: 'YouTube',
      platform: 'youtube',
      liveSeconds: 3_270,
      reconnects: 1,
      gaps: [{ from: at(30), to: at(33.5), cause: 'connection_reset' }],
    },
    {
      name: 'Kick',
      platform: 'kick',
      liveSeconds: 0,
      reconnects: 0,
      gaps: [{ from: at(1), to: null, cause: 'key_refused' }],
    },
  ].map((entry, index) => ({
    ...entry,
    targetId: id(21 + index),
    bytesSent: entry.liveSeconds * 780_000,
    framesDropped: index === 1 ? 214 : 0,
  })),
  bitrate: Array.from({ length: 240 }, (_, index) => ({
    at: new Date(report.start + 60_000 + index * 14_500).toISOString(),
    kbps: index > 86 && index < 91 ? 0 : 6_000 + 180 * Math.sin(index / 3) + 90 * Math.sin(index * 1.7),
  })),
});

export const nodes = [
  nodeSchema.parse({
    id: 'ingest-1',
    host: '10.0.0.11',
    state: 'ready',
    capacity: 40,
    sessions: 11,
    load: 0.22,
    lastSeenAt: ago(1),
  }),
  nodeSchema.parse({
    id: 'ingest-2',
    host: '10.0.0.12',
    state: 'draining',
    capacity: 40,
    sessions: 3,
    load: 0.08,
    lastSeenAt: ago(1),
  }),
  nodeSchema.parse({
    id: 'ingest-3',
    host: '10.0.0.13',
    state: 'lost',
    capacity: 40,
    sessions: 0,
    load: 0,
    lastSeenAt: ago(74),
  }),
];

export const tokens = [
  apiTokenSchema.parse({
    id: id(50),
    name: 'Stream deck',
    scope: 'live',
    createdAt: ago(86_400 * 20),
    lastUsedAt: ago(3_600),
  }),
];
export const secondFactor = secondFactorSchema.parse({ enabled: false, recoveryCodesLeft: 0 });
export const aSecondFactorSetup = secondFactorSetupSchema.parse({
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  otpauthUrl: 'otpauth://totp/Mid-Station:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Mid-Station',
});
export const recoveryCodes = recoveryCodesSchema.parse({
  recoveryCodes: Array.from({ length: 10 }, (_, index) => `k${index}f7-m2qx-9${index}td`),
});

const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1';
export const signIns = [
  signInSchema.parse({
    id: id(60),
    current: true,
    remote: '203.0.113.7',
    userAgent: CHROME,
    createdAt: ago(86_400 * 3),
    lastUsedAt: ago(30),
  }),
  signInSchema.parse({
    id: id(61),
    current: false,
    remote: '198.51.100.23',
    userAgent: PHONE,
    createdAt: ago(86_400 * 12),
    lastUsedAt: ago(86_400),
  }),
];
export const auditEvents = (
  ['went_live', 'sign_in', 'sign_in_failed', 'api_token_created', 'account_registered'] as const
).map((kind, index) =>
  auditEventSchema.parse({
    id: id(70 + index),
    at: ago(2_600 * (index + 1)),
    kind,
    subject: kind === 'api_token_created' ? 'Stream deck' : null,
    remote: '203.0.113.7',
    userAgent: index % 2 ? PHONE : CHROME,
  }),
);

export const aCreatedToken = createdTokenSchema.parse({
  id: id(51),
  name: 'Chat bot',
  scope: 'read',
  createdAt: ago(0),
  lastUsedAt: null,
  token: 'mst_3kF9xQv7LmZ2pTn8RdW5yBcHj6AsGe4u',
});

export const aProblem = (code: ErrorCode, detail: string): Problem =>
  problemSchema.parse({ type: 'about:blank', ...errorCodes[code], code, detail, requestId: 'request-1' });
