import { readFileSync } from 'node:fs';

/** `st` column of /proc/net/tcp. */
const LISTENING = '0A';

/** TCP ports of this machine that a program listens on. */
export function listeningPorts(): Set<number> {
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'latin1').split('\n').slice(1),
  );
  return new Set(lines.flatMap(listeningPort));
}

/** Of a line like `0: 0100007F:1F90 00000000:0000 0A ...`: the local port when it is in that state. */
function listeningPort(line: string): number[] {
  const [, local = '', , state] = line.trim().split(/\s+/);
  return state === LISTENING ? [parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : [];
}
