/** Fails the build when what a first visit downloads grows past its budget. Reads Vite's manifest in dist. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Compressed script of the entry and of the heaviest page, in bytes: about one second on a slow phone network. */
const SCRIPT_BUDGET = 236_000;
/** Compressed styles of the same, in bytes. */
const STYLE_BUDGET = 60_000;

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** A chunk and everything it imports at once; lazily imported chunks are pages of their own. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) closure(imported, seen);
  return seen;
}

const compressed = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const total = (files) => [...new Set(files)].reduce((sum, file) => sum + compressed(file), 0);

function weigh(name, keys) {
  const scripts = total(keys.map((key) => manifest[key].file).filter((file) => file.endsWith('.js')));
  const styles = total(keys.flatMap((key) => manifest[key].css ?? []));
  return { name, scripts, styles };
}

const entry = [...closure('index.html')];
const pages = Object.keys(manifest).filter((key) => /^src\/.*-page\.tsx$/.test(key));
if (pages.length === 0) throw new Error('No lazily loaded page found in the manifest: the budget would check nothing.');
const weights = [weigh('entry', entry), ...pages.map((page) => weigh(page, [...entry, ...closure(page)]))];

for (const { name, scripts, styles } of weights) {
  process.stdout.write(
    `${name.padEnd(36)} ${(scripts / 1000).toFixed(1).padStart(6)} kB js ${(styles / 1000).toFixed(1).padStart(6)} kB css\n`,
  );
}
const tooHeavy = weights.filter(({ scripts, styles }) => scripts > SCRIPT_BUDGET || styles > STYLE_BUDGET);
if (tooHeavy.length > 0) {
  process.stderr.write(`Over the budget of ${SCRIPT_BUDGET / 1000} kB js, ${STYLE_BUDGET / 1000} kB css: `);
  process.stderr.write(`${tooHeavy.map(({ name }) => name).join(', ')}\n`);
  process.exitCode = 1;
}
