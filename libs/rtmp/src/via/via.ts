import { createHash } from 'node:crypto';
import { VIA_MAX } from '../limits.js';

/**
 * Which streams a stream has come through, the first one first. Servers that relay to each other can be set up in a circle,
 * and in a circle a stream feeds itself for ever; so each says, where encoders give their name, what came before it, as HTTP
 * proxies do (RFC 9110, section 7.6.3).
 */
export type Via = readonly string[];

/** What the servers that a stream is sent to may know of it: tells it apart from all others, and nothing else. */
export function markOf(streamId: string): string {
  return createHash('sha256').update(streamId).digest('hex').slice(0, MARK_LENGTH);
}

/**
 * The name our publishers give, as `flashVer` of their connect command, for a stream that has come this way: what encoders of
 * the Flash family call themselves, as some platforms turn unknown ones away.
 */
export function publisherName(via: Via): string {
  const way = via.length > 0 ? `; via ${via.join(' ')}` : '';
  return `FMLE/3.0 (compatible; Mid-Station${way})`;
}

/** The way of the stream of a publisher that gives this name; empty for all that say nothing of it. */
export function viaOf(name: string | undefined): Via {
  return SAID.exec(name ?? '')?.[1]?.split(' ') ?? [];
}

/** The name without the way. */
export function withoutVia(name: string): string {
  return name.replace(SAID, '');
}

/** Whether a stream that has come this way may not be taken by the stream of this mark: it would feed itself. */
export function leadsBack(via: Via, mark: string): boolean {
  return via.includes(mark) || via.length >= VIA_MAX;
}

/** What such a publisher is told, and known by to ours. */
export const LEADS_BACK_DESCRIPTION =
  'leads_back: this stream comes from here. One of its targets leads back to it: take that target out.';

const MARK_LENGTH = 12;
const SAID = /; via ((?:[0-9a-f]{12})(?: [0-9a-f]{12})*)(?=\))/;
