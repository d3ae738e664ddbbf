import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** One private Ed25519 key as JWK. It verifies as soon as it is there and signs from `signFrom` on. */
const keySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string(),
  signFrom: z.iso.datetime(),
});
export type SigningKey = z.infer<typeof keySchema>;

const fileSchema = z.object({ keys: z.array(keySchema).min(1) });

export function newSigningKey(signFrom: Date): SigningKey {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x: x!, d: d!, kid: randomUUID(), signFrom: signFrom.toISOString() };
}

/** Reads the key file; makes it when it is missing. Copies that start together agree on one file. */
export async function loadKeyFile(path: string): Promise<SigningKey[]> {
  const found = await readKeyFile(path);
  if (found) return found;
  await mkdir(dirname(path), { recursive: true });
  const draft = await writeDraft(path, [newSigningKey(new Date())]);
  try {
    // A link appears whole or not at all, and never over what another copy put there first.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  return (await readKeyFile(path))!;
}

export async function replaceKeyFile(path: string, keys: SigningKey[]): Promise<void> {
  await rename(await writeDraft(path, keys), path);
}

async function writeDraft(path: string, keys: SigningKey[]): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return draft;
}

async function readKeyFile(path: string): Promise<SigningKey[] | null> {
  try {
    return parse(await readFile(path, 'utf8'), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What is wrong with a key file is said without showing any of it. */
function parse(text: string, path: string): SigningKey[] {
  try {
    return fileSchema.parse(JSON.parse(text)).keys;
  } catch {
    throw new Error(`${path} is not a signing key file; restore it, or move it away to have a new one made`);
  }
}
