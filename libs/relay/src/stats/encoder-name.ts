import { withoutVia } from '@mid-station/rtmp';
import { ENCODER_NAME_MAX } from '../limits.js';

/**
 * An encoder's name as it says it itself, fit to be stored and shown: no control characters, which a database refuses, and
 * of bounded length. Null when nothing is left.
 */
export function encoderName(said: unknown): string | null {
  if (typeof said !== 'string') return null;
  const characters = [...withoutVia(said).replace(/\p{Cc}/gu, '')]; // whole ones: half of a pair is no text
  return characters.slice(0, ENCODER_NAME_MAX).join('') || null;
}
