import 'reflect-metadata';
import { type AccountDesk, type Given } from './account/account-desk.js';
import { readOrder, USAGE, type Order } from './command/order.js';

/**
 * Command: `node dist/account.js`, with the environment of auth: the operator makes an account, or lets somebody in again who
 * lost password or second factor. The password is made here and printed once; it is in no argument and no log.
 */
const order = readOrder(process.argv.slice(2));
if (!order) {
  process.stderr.write(USAGE);
  process.exit(64); // EX_USAGE
}
// Loading all of auth takes a while; a mistyped order is told before.
const [{ atTheDesk }, { ConfigError, toAppError }] = await Promise.all([
  import('./command/at-the-desk.js'),
  import('@mid-station/service'),
]);
try {
  await atTheDesk(async (desk) => void process.stdout.write(await carryOut(order, desk)));
} catch (error) {
  process.exitCode = tell(error);
}

async function carryOut(order: Order, desk: AccountDesk): Promise<string> {
  if (order.act === 'add') {
    const given = await desk.add(order.handle, order.email, order.role);
    return `Made the account ${name(given)}, ${given.user.role === 'operator' ? 'an operator' : 'a user'}.\n${once(given)}`;
  }
  const given = await desk.reset(order.login);
  return (
    `The account ${name(given)} has a new password and no second factor, and is signed out everywhere.\n` +
    `Its API tokens and its stream key go on working.\n${once(given)}`
  );
}

function name({ user }: Given): string {
  return `${user.handle} (${user.email})`;
}

function once({ password }: Given): string {
  return `Password: ${password}\nIt is shown this once. After signing in, it is changed on the account page.\n`;
}

/** Gives the exit code. Of a bug of ours the trace is shown and nothing else, because statements hold hashes. */
function tell(error: unknown): number {
  const { code, detail } = toAppError(error);
  const isConfig = error instanceof ConfigError;
  const isBug = code === 'internal' && !isConfig;
  process.stderr.write(`${isConfig ? error.message : isBug ? (error as Error).stack : detail}\n`);
  return isConfig ? 78 : 1; // EX_CONFIG
}
