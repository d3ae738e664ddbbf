import { type Role } from '@mid-station/contracts';
import { parseArgs } from 'node:util';

export const USAGE = `Usage:
  add HANDLE E-MAIL [--operator]   makes an account, and prints its password
  reset HANDLE-OR-E-MAIL           gives an account a new password, takes its second factor away, signs it out everywhere
`;

/** What the operator wants done. */
export type Order =
  | { readonly act: 'add'; readonly handle: string; readonly email: string; readonly role: Role }
  | { readonly act: 'reset'; readonly login: string };

/** Null for what is no order: too much, too little, or an option that is none. */
export function readOrder(args: readonly string[]): Order | null {
  const { positionals, values } = parse(args);
  const [act, first, second, ...rest] = positionals;
  if (rest.length > 0 || first === undefined) return null;
  const role = values.operator ? 'operator' : 'user';
  if (act === 'add' && second !== undefined) return { act, handle: first, email: second, role };
  if (act === 'reset' && second === undefined && !values.operator) return { act, login: first };
  return null;
}

function parse(args: readonly string[]): { positionals: string[]; values: { operator?: boolean } } {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { operator: { type: 'boolean' } } });
  } catch {
    return { positionals: [], values: {} };
  }
}
