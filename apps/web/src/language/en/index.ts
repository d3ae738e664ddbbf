import { account } from './account.js';
import { auth } from './auth.js';
import { home } from './home.js';
import { nodes } from './nodes.js';
import { problems } from './problems.js';
import { sessions } from './sessions.js';
import { settings } from './settings.js';
import { shell } from './shell.js';
import { stream } from './stream.js';

/**
 * Every sentence of the page in English, part by part of the page. The other languages have the same parts with the same
 * keys; the type checker and a test hold them together.
 */
export const en = {
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

export type Messages = typeof en;
