import { rotateSigningKey } from './signing/rotate.js';

/** Command: `node dist/rotate-signing-key.js`, with the environment of auth, where its key file is. */
const path = process.env['MIDSTATION_SIGNING_KEY_FILE'];
if (!path) {
  process.stderr.write('MIDSTATION_SIGNING_KEY_FILE: names the file to rotate\n');
  process.exit(78); // EX_CONFIG
}
process.stdout.write(`new signing key ${await rotateSigningKey(path)}\n`);
