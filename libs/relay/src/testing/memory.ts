import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of heap and buffers that are really in use: collects until nothing more is found to be garbage. */
export function memoryInUse(): number {
  // Buffers found dead are freed beside the collection that found them, so the first figure still counts them.
  let before = collected();
  for (let now = collected(); now < before; now = collected()) before = now;
  return before;
}

function collected(): number {
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}
