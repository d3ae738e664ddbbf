import { envField, type BaseConfig } from '@mid-station/service';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Ranges that have a name. */
const NAMED_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

const isRange = (text: string): boolean =>
  NAMED_RANGES.includes(text) || ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

const publicUrl = (scheme: string) =>
  z.string().regex(new RegExp(`^${scheme}://[^/]+/*$`), `must be like ${scheme}://live.example.com:1935`);

/** What the gateway reads beside the variables of every service. */
export const configSchema = z.object({
  MIDSTATION_REDIS_URL: envField.url().default('redis://127.0.0.1:6379'),
  MIDSTATION_HTTP_HOST: z.string().default('0.0.0.0'),
  MIDSTATION_HTTP_PORT: envField.port().default(8080),
  /** Addresses of reverse proxies whose `X-Forwarded-*` headers are believed: IPs, CIDRs, `loopback`; comma separated. */
  MIDSTATION_TRUSTED_PROXIES: z
    .string()
    .refine((text) => text.split(',').every((each) => isRange(each.trim())), 'must be addresses and networks')
    .default('loopback'),
  /** What streamers put into OBS, without the handle. */
  MIDSTATION_PUBLIC_RTMP_URL: publicUrl('rtmp').default('rtmp://localhost:1935'),
  MIDSTATION_PUBLIC_RTMPS_URL: publicUrl('rtmps').default('rtmps://localhost:1936'),
  /** Folder of the built web app; without it only the API is served. */
  MIDSTATION_WEB_DIR: z.string().optional(),
  /** Where the edge serves previews, e.g. `http://127.0.0.1:8090`; without it there is no preview. */
  MIDSTATION_EDGE_PREVIEW_URL: envField.url().optional(),
  /** Whether strangers may make accounts; where it is closed, only the operator of the machine does. */
  MIDSTATION_REGISTRATION: z.enum(['open', 'closed']).default('open'),
  /** Multiplies every rate limit, for load tests. */
  MIDSTATION_RATE_LIMIT_FACTOR: envField.number().positive().default(1),
});
export type GatewayConfig = BaseConfig & z.infer<typeof configSchema>;
