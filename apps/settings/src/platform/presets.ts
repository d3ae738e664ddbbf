import { type Platform } from '@mid-station/contracts';

type Limits = Platform['limits'];

/** No figure published. RTMP targets take H.264 with AAC unless they say more. */
const UNPUBLISHED: Limits = {
  maxVideoKbps: null,
  maxAudioKbps: null,
  maxKeyframeIntervalSeconds: null,
  videoCodecs: ['h264'],
  audioCodecs: ['aac'],
};

const limits = (maxVideoKbps: number | null, maxAudioKbps: number | null, seconds: number | null): Limits => ({
  ...UNPUBLISHED,
  maxVideoKbps,
  maxAudioKbps,
  maxKeyframeIntervalSeconds: seconds,
});

const server = (name: string, url: string): Platform['servers'][number] => ({ name, url });

/** Servers that differ only in one part of their host name. */
const regions = (pattern: string, names: Record<string, string>): Platform['servers'] =>
  Object.entries(names).map(([code, name]) => server(name, pattern.replace('*', code)));

/**
 * What is known of each platform. "OBS list" is the service list that OBS Studio ships
 * (obsproject/obs-studio, plugins/rtmp-services/data/services.json, format 5), which the platforms maintain themselves.
 * A platform without servers gives each channel or broadcast an address of its own.
 */
export const presets: readonly Platform[] = [
  {
    id: 'twitch',
    name: 'Twitch',
    // dev.twitch.tv/docs/video-broadcast: the ingest host; OBS list: servers, 6000/320 kbit/s, keyframe every 2 s.
    servers: [
      server('Nearest', 'rtmps://ingest.global-contribute.live-video.net/app'),
      ...regions('rtmp://live-*.twitch.tv/app', {
        ams: 'Amsterdam',
        fra: 'Frankfurt',
        lhr: 'London',
        cdg: 'Paris',
        arn: 'Stockholm',
        waw: 'Warsaw',
        iad: 'Ashburn',
        ord: 'Chicago',
        dfw: 'Dallas',
        lax: 'Los Angeles',
        jfk: 'New York',
        sfo: 'San Francisco',
        sea: 'Seattle',
        sao: 'São Paulo',
        hkg: 'Hong Kong',
        sel: 'Seoul',
        sin: 'Singapore',
        syd: 'Sydney',
        tyo: 'Tokyo',
      }),
    ],
    limits: limits(6000, 320, 2),
    keyHelpUrl: 'https://dashboard.twitch.tv/settings/stream',
  },
  {
    id: 'youtube',
    name: 'YouTube',
    // OBS list: servers, 51000/160 kbit/s, codecs. support.google.com/youtube/answer/2853702: keyframes at most 4 s apart.
    servers: [
      server('Primary', 'rtmps://a.rtmps.youtube.com:443/live2'),
      server('Backup', 'rtmps://b.rtmps.youtube.com:443/live2?backup=1'),
      server('Primary, not encrypted', 'rtmp://a.rtmp.youtube.com/live2'),
      server('Backup, not encrypted', 'rtmp://b.rtmp.youtube.com/live2?backup=1'),
    ],
    limits: { ...limits(51_000, 160, 4), videoCodecs: ['h264', 'hevc', 'av1'] },
    keyHelpUrl: 'https://www.youtube.com/live_dashboard',
  },
  {
    id: 'facebook',
    name: 'Facebook Live',
    // OBS list: server, 9000 kbit/s at 1080p60, 128 kbit/s, keyframe every 2 s.
    servers: [server('Default', 'rtmps://rtmp-api.facebook.com:443/rtmp/')],
    limits: limits(9000, 128, 2),
    keyHelpUrl: 'https://www.facebook.com/live/producer',
  },
  {
    id: 'kick',
    name: 'Kick',
    // Each channel has its own host, shown in the dashboard.
    servers: [],
    limits: UNPUBLISHED,
    keyHelpUrl: 'https://kick.com/dashboard/settings/stream',
  },
  {
    id: 'x',
    name: 'X',
    // OBS list ("Twitter"): servers, 12000/128 kbit/s, keyframe every 3 s. help.x.com/en/using-x/live-studio: where the key is.
    servers: regions('rtmp://*.pscp.tv:80/x', {
      de: 'Germany',
      fr: 'France',
      ie: 'Ireland',
      va: 'US East: Virginia',
      ca: 'US West: California',
      or: 'US West: Oregon',
      br: 'Brazil',
      au: 'Australia',
      in: 'India',
      jp: 'Japan',
      kr: 'Korea',
      sg: 'Singapore',
    }),
    limits: limits(12_000, 128, 3),
    keyHelpUrl: 'https://studio.x.com/live',
  },
  {
    id: 'linkedin',
    name: 'LinkedIn Live',
    // Each event has its own address, made when the event is scheduled with a custom stream.
    servers: [],
    limits: UNPUBLISHED,
    keyHelpUrl: 'https://www.linkedin.com/video/golive/now/',
  },
  {
    id: 'instagram',
    name: 'Instagram Live',
    // Live Producer shows address and key anew for each broadcast.
    servers: [],
    limits: UNPUBLISHED,
    keyHelpUrl: 'https://www.instagram.com/',
  },
  {
    id: 'tiktok',
    name: 'TikTok Live',
    // Address and key are made anew for each broadcast, for accounts that may use external encoders.
    servers: [],
    limits: UNPUBLISHED,
    keyHelpUrl: 'https://livecenter.tiktok.com/producer',
  },
  {
    id: 'trovo',
    name: 'Trovo',
    // OBS list: server, 9000/160 kbit/s, keyframe every 2 s.
    servers: [server('Default', 'rtmp://livepush.trovo.live/live/')],
    limits: limits(9000, 160, 2),
    keyHelpUrl: 'https://studio.trovo.live/mychannel/stream',
  },
  {
    id: 'rumble',
    name: 'Rumble',
    // Each stream has its own address. rumble.support, "Direct RTMP": 30 Mbit/s recommended at 2160p60, the highest named.
    servers: [],
    limits: limits(30_000, null, null),
    keyHelpUrl: 'https://rumble.com/account/live-streaming',
  },
  {
    id: 'dlive',
    name: 'DLive',
    // OBS list: server, 6000/160 kbit/s, keyframe every 2 s.
    servers: [server('Default', 'rtmp://stream.dlive.tv/live')],
    limits: limits(6000, 160, 2),
    keyHelpUrl: 'https://dlive.tv/s/dashboard',
  },
  {
    id: 'owncast',
    name: 'Owncast',
    // A server of one's own: rtmp://HOST:1935/live.
    servers: [],
    limits: UNPUBLISHED,
    keyHelpUrl: 'https://owncast.online/docs/broadcasting/',
  },
  {
    id: 'peertube',
    name: 'PeerTube',
    // Each instance has its own address, shown with the live video's key.
    servers: [],
    limits: UNPUBLISHED,
    keyHelpUrl: 'https://docs.joinpeertube.org/use/create-upload-video#publish-a-live-stream',
  },
  {
    id: 'cloudflare',
    name: 'Cloudflare Stream',
    // developers.cloudflare.com/stream/stream-live: server; troubleshooting: keyframe interval between 2 and 8 s.
    servers: [server('Global', 'rtmps://live.cloudflare.com:443/live/')],
    limits: limits(null, null, 8),
    keyHelpUrl: 'https://developers.cloudflare.com/stream/stream-live/start-stream-live/',
  },
  {
    id: 'mux',
    name: 'Mux',
    // OBS list: servers, 5000/160 kbit/s, keyframe every 2 s.
    servers: [
      server('Global', 'rtmps://global-live.mux.com:443/app'),
      server('Global, not encrypted', 'rtmp://global-live.mux.com:5222/app'),
    ],
    limits: limits(5000, 160, 2),
    keyHelpUrl: 'https://dashboard.mux.com/',
  },
  {
    id: 'ivs',
    name: 'Amazon IVS',
    // Each channel has its own host. OBS list: keyframe every 2 s; the bitrate limit depends on the channel type.
    servers: [],
    limits: limits(null, null, 2),
    keyHelpUrl: 'https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/streaming-config.html',
  },
  {
    id: 'custom',
    name: 'Custom RTMP server',
    servers: [],
    limits: { ...UNPUBLISHED, videoCodecs: ['h264', 'hevc', 'av1'], audioCodecs: ['aac', 'mp3'] },
    keyHelpUrl: null,
  },
];

/** The installation's own practice destination: takes any key and shows nothing to anybody. */
export function practicePreset(url: string): Platform {
  return {
    id: 'practice',
    name: 'Practice',
    servers: [server('This installation', url)],
    limits: UNPUBLISHED,
    keyHelpUrl: null,
  };
}
