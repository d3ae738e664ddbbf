import { TargetError, type TargetErrorCode, TargetUrlError } from '@mid-station/rtmp';
import { type TargetDialer } from './target-connection.js';

/**
 * Goes as far towards a target as nobody is shown anything: name, connection, TLS, RTMP handshake and connect, then a polite
 * end. Never publishes, and needs no key. Null when the way is open. Rejects with the signal's reason when it is aborted.
 */
export async function probeTarget(
  dial: TargetDialer,
  url: string,
  signal: AbortSignal,
): Promise<TargetErrorCode | null> {
  try {
    const connection = dial({ url, key: null });
    await connection.open(signal);
    await connection.close();
    return null;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TargetError) return error.code;
    if (error instanceof TargetUrlError) return 'protocol_error';
    throw error;
  }
}
