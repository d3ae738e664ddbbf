import { AppError, liveBus } from '@mid-station/contracts';
import { Bus, connectNats, PlaceKey, type Logger } from '@mid-station/service';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestConfig } from '../config.js';
import { PLACE_RETRY_MAX_MS, PLACE_RETRY_MS } from '../limits.js';

/** A node's name, and the password of its user of the bus. */
interface Place {
  readonly nodeId: string;
  readonly password: string;
}

/**
 * For a node that was started without a name of its own: asks for its place with the credentials that all such nodes share,
 * for as long as it takes, and gives the configuration with those of the place instead. Others go on with what they have.
 */
export async function takePlace(config: Readonly<IngestConfig>, log: Logger): Promise<Readonly<IngestConfig>> {
  const { MIDSTATION_PLACE_KEY_FILE: file, MIDSTATION_NATS_URL: url, MIDSTATION_INSTANCE: name } = config;
  if (file === undefined) return config;
  const key = await PlaceKey.load(file);
  const bus = new Bus(await connectNats(url, name, log), log);
  const place = await askFor(key, bus, log);
  await bus.close();
  log.info({ nodeId: place.nodeId }, 'has its place among the nodes');
  return Object.freeze({ ...config, MIDSTATION_INSTANCE: place.nodeId, MIDSTATION_NATS_URL: urlOf(place, url) });
}

async function askFor(key: PlaceKey, bus: Bus, log: Logger): Promise<Place> {
  for (let pause = PLACE_RETRY_MS; ; pause = Math.min(pause * 2, PLACE_RETRY_MAX_MS)) {
    try {
      const { nodeId, sealedPassword } = await bus.request(liveBus.takePlace, { publicKey: key.publicKey });
      return { nodeId, password: await key.open(sealedPassword, nodeId) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn({ code: error.code, why: error.detail }, 'waiting for a place among the nodes');
    }
    await sleep(pause * (0.5 + Math.random() / 2));
  }
}

function urlOf({ nodeId, password }: Place, url: string): string {
  return Object.assign(new URL(url), { username: nodeId, password }).href;
}
