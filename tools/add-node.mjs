#!/usr/bin/env node
// `npm run add-node`: one more ingest node for the installation that `npm start` runs on the same data directory.
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { addNode } = await import('./dist/launcher/add-node.js');
await addNode();
