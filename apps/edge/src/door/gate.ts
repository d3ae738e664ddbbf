import {
  ADDRESSES_MAX,
  BLOCK_MS,
  CONNECTION_WINDOW_MS,
  CONNECTIONS_MAX,
  CONNECTIONS_PER_ADDRESS,
  CONNECTIONS_PER_WINDOW,
  REFUSAL_WINDOW_MS,
  REFUSALS_MAX,
  STRANGERS_MAX,
  STRANGERS_PER_ADDRESS,
} from '../limits.js';
import { addressGroup } from './address.js';

/** Why a connection is turned away before it says a word. */
export type TurnedAway = 'blocked' | 'full' | 'strangers' | 'address_full' | 'address_strangers' | 'address_rate';

/** One counted connection. Leave it exactly once, when its socket is gone. */
export interface Visit {
  /** The publish was admitted: this is no stranger any more. */
  admitted(): void;
  /** The publish was refused. True when that blocked the address. */
  refused(): boolean;
  leave(): void;
}

/** Events within a window that starts with the first of them. */
interface Window {
  count: number;
  endsAt: number;
}

interface Address {
  connections: number;
  strangers: number;
  opened: Window;
  refusals: Window;
  blockedUntil: number;
}

/** Counts connections, strangers and refusals by address, and says who may come in. Memory is bounded. */
export class Gate {
  private readonly addresses = new Map<string, Address>();
  private connections = 0;
  private strangers = 0;

  constructor(
    private readonly factor: number = 1,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get connectionCount(): number {
    return this.connections;
  }

  get strangerCount(): number {
    return this.strangers;
  }

  /** Addresses remembered now. */
  get addressCount(): number {
    return this.addresses.size;
  }

  /** Lets a connection in and counts it, or says why not. */
  enter(remote: string): Visit | TurnedAway {
    const group = addressGroup(remote);
    const address = this.seen(group);
    const objection = this.objection(address);
    if (objection) return objection;
    address.connections += 1;
    address.strangers += 1;
    this.connections += 1;
    this.strangers += 1;
    return this.visit(address);
  }

  private objection(address: Address): TurnedAway | null {
    const now = this.now();
    if (address.blockedUntil > now) return 'blocked';
    if (count(address.opened, now, CONNECTION_WINDOW_MS) > CONNECTIONS_PER_WINDOW * this.factor) return 'address_rate';
    if (address.connections >= CONNECTIONS_PER_ADDRESS * this.factor) return 'address_full';
    if (address.strangers >= STRANGERS_PER_ADDRESS * this.factor) return 'address_strangers';
    if (this.connections >= CONNECTIONS_MAX) return 'full';
    return this.strangers >= STRANGERS_MAX ? 'strangers' : null;
  }

  private visit(address: Address): Visit {
    let isStranger = true;
    const admitted = (): void => {
      if (!isStranger) return;
      isStranger = false;
      address.strangers -= 1;
      this.strangers -= 1;
    };
    const leave = (): void => {
      admitted();
      address.connections -= 1;
      this.connections -= 1;
    };
    return { admitted, leave, refused: () => this.refuse(address) };
  }

  private refuse(address: Address): boolean {
    const now = this.now();
    if (count(address.refusals, now, REFUSAL_WINDOW_MS) < REFUSALS_MAX * this.factor) return false;
    address.blockedUntil = now + BLOCK_MS;
    address.refusals = { count: 0, endsAt: 0 };
    return true;
  }

  /** The address, moved to the end of the map: the first entries are those not seen for longest. */
  private seen(group: string): Address {
    const known = this.addresses.get(group);
    if (known) this.addresses.delete(group);
    else this.makeRoom();
    const address = known ?? newAddress();
    this.addresses.set(group, address);
    return address;
  }

  private makeRoom(): void {
    if (this.addresses.size < ADDRESSES_MAX) return;
    for (const [group, address] of this.addresses) {
      if (address.connections > 0) continue;
      this.addresses.delete(group);
      return;
    }
  }
}

function newAddress(): Address {
  const window = (): Window => ({ count: 0, endsAt: 0 });
  return { connections: 0, strangers: 0, opened: window(), refusals: window(), blockedUntil: 0 };
}

/** Counts one more event; a window that is over starts anew. */
function count(window: Window, now: number, length: number): number {
  if (window.endsAt <= now) {
    window.count = 0;
    window.endsAt = now + length;
  }
  window.count += 1;
  return window.count;
}
