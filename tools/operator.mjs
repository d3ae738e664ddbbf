#!/usr/bin/env node
// `npm run account`, `rotate-signing-key`, `reseal`: a service's command for the operator, on the installation that `npm start`
// runs on the same data directory.
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [kind, command, ...args] = process.argv.slice(2);
const { runOperatorCommand } = await import('./dist/launcher/operator.js');
await runOperatorCommand(kind, command, args);
