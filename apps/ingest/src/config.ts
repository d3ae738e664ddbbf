import { type BaseConfig, envField } from '@mid-station/service';
import { z } from 'zod';

/** Inclusive. */
export interface PortRange {
  first: number;
  last: number;
}

/** What an ingest node reads beside what every service reads. */
export const ingestConfigSchema = z.object({
  /**
   * File with the key that this node asks for its place with: its name, and credentials of its own for NATS. It is made when
   * missing, and is this node's alone. Without it the node has name and credentials already.
   */
  MIDSTATION_PLACE_KEY_FILE: z.string().optional(),
  MIDSTATION_REDIS_URL: envField.url().default('redis://127.0.0.1:6379'),
  /** Name or address that edges reach this node at; its ports are bound there. */
  MIDSTATION_INGEST_HOST: z.string().default('127.0.0.1'),
  /** Ports for claimed sessions, one each. Nodes of one machine may share a range: a port in use is skipped. */
  MIDSTATION_INGEST_PORTS: z
    .string()
    .default('20000-20999')
    .transform((text, context) => parseRange(text) ?? fail(context)),
  /** Sessions at once. One node is one core: a hundred streams of 6 Mbit/s with three targets each fill about a quarter. */
  MIDSTATION_INGEST_CAPACITY: envField.integer().min(1).max(10_000).default(100),
  /** Port of the previews, which only edges ask for; 0 takes a free one. */
  MIDSTATION_INGEST_PREVIEW_PORT: envField.port().default(0),
  /** Whether targets may be on loopback and private networks. */
  MIDSTATION_ALLOW_PRIVATE_TARGETS: envField.flag().default(false),
});
export type IngestSettings = z.infer<typeof ingestConfigSchema>;
export type IngestConfig = BaseConfig & IngestSettings;

function parseRange(text: string): PortRange | null {
  const [, first = 0, last = 0] = (/^(\d+)-(\d+)$/.exec(text) ?? []).map(Number);
  return first >= 1 && first <= last && last <= 65_535 ? { first, last } : null;
}

function fail(context: z.RefinementCtx): never {
  context.addIssue({ code: 'custom', message: 'must be two ports like 20000-20999' });
  return z.NEVER;
}
