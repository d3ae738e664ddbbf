import { busPermissions, type BusPart } from '@mid-station/contracts';

/** Longest time a question may be answered after it was heard, in seconds: Go Live takes twelve. */
const RESPONSE_SECONDS = 15;

/** One process's way into NATS. */
export interface NatsUser {
  readonly part: BusPart;
  /** `MIDSTATION_INSTANCE` of the process, and its user name. */
  readonly instance: string;
  /** In the clear, or as `nats server passwd` hashed it. */
  readonly password: string;
}

/** The `authorization` block of a NATS server's configuration: each process may do what its part does, and no more. */
export function natsAuthorization(users: readonly NatsUser[]): string {
  return `authorization ${JSON.stringify({ users: users.map(toUser) }, null, 2)}\n`;
}

function toUser({ part, instance, password }: NatsUser): object {
  const { publish, subscribe } = busPermissions(part, instance);
  const permissions = {
    publish: { allow: publish },
    subscribe: { allow: subscribe },
    allow_responses: { max: 1, expires: `${RESPONSE_SECONDS}s` },
  };
  return { user: instance, password, permissions };
}
