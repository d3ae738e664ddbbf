import type { Messages } from '../en/index.js';
import { account } from './account.js';
import { auth } from './auth.js';
import { home } from './home.js';
import { nodes } from './nodes.js';
import { problems } from './problems.js';
import { sessions } from './sessions.js';
import { settings } from './settings.js';
import { shell } from './shell.js';
import { stream } from './stream.js';

/** Every sentence of the page in German. */
export const de: Messages = {
  ...shell,
  ...home,
  ...auth,
  ...stream,
  ...settings,
  ...sessions,
  ...nodes,
  ...account,
  ...problems,
};
