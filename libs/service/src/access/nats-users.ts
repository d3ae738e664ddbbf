import { busPermissions, type BusPart } from '@mid-station/contracts';

/** Longest time a question may be answered after it was heard, in seconds: Go Live takes twelve. */
const RESPONSE_SECONDS = 15;

/** A way into NATS: of one process, or of all copies of a service. */
export interface NatsUser {
  readonly part: BusPart;
  /** Of a node: its id, because that is all the user may speak for. */
  readonly name: string;
  /** In the clear, or `$NAME`: then the NATS server reads it from that variable of its environment. */
  readonly password: string;
}

/** The `authorization` block of a NATS server's configuration: each user may do what its part does, and no more. */
export function natsAuthorization(users: readonly NatsUser[]): string {
  return `authorization {\n  users: [\n${users.map(toUser).join('')}  ]\n}\n`;
}

function toUser({ part, name, password }: NatsUser): string {
  const { publish, subscribe } = busPermissions(part, name);
  const secret = password.startsWith('$') ? password : JSON.stringify(password);
  return `    {
      user: ${JSON.stringify(name)}, password: ${secret}
      permissions: {
        publish: { allow: ${list(publish)} }
        subscribe: { allow: ${list(subscribe)} }
        allow_responses: { max: 1, expires: "${RESPONSE_SECONDS}s" }
      }
    }
`;
}

const list = (subjects: readonly string[]): string => JSON.stringify(subjects).replaceAll(',', ', ');
