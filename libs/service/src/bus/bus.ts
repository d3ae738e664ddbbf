import { AppError, busErrorSchema, fillSubject, readSubject, type Rpc, type Signal } from '@mid-station/contracts';
import { errors, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { z } from 'zod';
import type { Logger } from '../log/logger.js';
import { toAppError } from './failure.js';

type Address = Record<string, string>;

/** How an answer crosses the wire: the value, or an error with a stable code. */
const replySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: busErrorSchema }),
]);

/**
 * Questions and statements between processes, as `@mid-station/contracts` defines them, over one NATS connection. Every
 * payload is validated where it is sent and where it arrives. Owns its subscriptions; `close` finishes what is in hand.
 */
export class Bus {
  private readonly subscriptions = new Set<Subscription>();
  private readonly inHand = new Set<Promise<void>>();
  private connected = true;

  constructor(
    private readonly nats: NatsConnection,
    private readonly log: Logger,
  ) {
    void this.watchConnection();
  }

  get isConnected(): boolean {
    return this.connected && !this.nats.isClosed();
  }

  /**
   * Asks and waits for the answer.
   * @throws AppError as the answerer threw it; `unavailable` when nobody answers in time or the bus is away.
   */
  async request<Request extends z.ZodType, Response extends z.ZodType>(
    contract: Rpc<Request, Response>,
    payload: z.input<Request>,
    address: Address = {},
  ): Promise<z.output<Response>> {
    if (!this.isConnected)
      throw new AppError('unavailable', 'Mid-Station cannot reach its services. Try again in a moment.');
    const message = await this.ask(contract, contract.request.parse(payload), address);
    const reply = replySchema.parse(message.json());
    if (!reply.ok) throw AppError.fromBusError(reply.error);
    return contract.response.parse(reply.value);
  }

  /** States something, at most once. False when the bus is away: nothing is queued, stale statements help nobody. */
  publish<Payload extends z.ZodType>(
    contract: Signal<Payload>,
    payload: z.input<Payload>,
    address: Address = {},
  ): boolean {
    if (!this.isConnected) return false;
    this.nats.publish(fillSubject(contract.subject, address), JSON.stringify(contract.payload.parse(payload)));
    return true;
  }

  /** Answers a question. With a `queue`, one copy of the service answers each; addressed questions need none. */
  answer<Request extends z.ZodType, Response extends z.ZodType>(
    contract: Rpc<Request, Response>,
    handler: (request: z.output<Request>) => Promise<z.input<Response>>,
    options: { address?: Address; queue?: string } = {},
  ): () => void {
    return this.receive(contract.subject, options, async (message) => {
      const reply = await this.reply(contract, handler, message);
      this.respond(message, reply);
    });
  }

  /**
   * Hears a statement: every copy does, or with a `queue` one of them. One that names another speaker inside than in its
   * subject is refused: NATS lets a node speak under its own name only. Returns how to stop.
   */
  hear<Payload extends z.ZodType>(
    contract: Signal<Payload>,
    handler: (payload: z.output<Payload>) => void | Promise<void>,
    options: { address?: Address; queue?: string } = {},
  ): () => void {
    return this.receive(contract.subject, options, async (message) => {
      const payload = contract.payload.parse(message.json());
      if (!isOfSubject(payload, readSubject(contract.subject, message.subject)))
        throw new Error('the statement names another than its subject does');
      await handler(payload);
    });
  }

  /** Resolves when the server knows of every subscription made so far. */
  async settle(): Promise<void> {
    await this.nats.flush();
  }

  /** Stops listening, finishes what is in hand, disconnects. */
  async close(): Promise<void> {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    await Promise.allSettled(this.inHand);
    await this.nats.close();
  }

  private async ask(contract: Rpc, payload: unknown, address: Address): Promise<Msg> {
    try {
      return await this.nats.request(fillSubject(contract.subject, address), JSON.stringify(payload), {
        timeout: contract.timeoutMs,
      });
    } catch (error) {
      throw new AppError('unavailable', 'A part of Mid-Station does not answer. Try again in a moment.', {
        cause: error,
      });
    }
  }

  private async reply(
    contract: Rpc,
    handler: (request: never) => Promise<unknown>,
    message: Msg,
  ): Promise<z.input<typeof replySchema>> {
    try {
      const request = contract.request.safeParse(message.json());
      if (!request.success) throw AppError.fromZod(request.error);
      return { ok: true, value: contract.response.parse(await handler(request.data as never)) };
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'internal') this.log.error({ err: error, subject: message.subject }, 'answer failed');
      else if (failure !== error) this.log.warn({ why: (error as Error).message, subject: message.subject }, 'put off');
      return { ok: false, error: failure.toBusError() };
    }
  }

  /** NATS refuses to carry what is larger than its `max_payload`: then the asker is told, instead of waiting in vain. */
  private respond(message: Msg, reply: z.input<typeof replySchema>): void {
    try {
      message.respond(JSON.stringify(reply));
    } catch (error) {
      this.log.error({ err: error, subject: message.subject }, 'answer could not be sent');
      message.respond(JSON.stringify({ ok: false, error: toAppError(error).toBusError() }));
    }
  }

  private receive(
    subject: string,
    options: { address?: Address; queue?: string },
    handle: (message: Msg) => Promise<void>,
  ): () => void {
    const subscription = this.nats.subscribe(fillSubject(subject, options.address), {
      queue: options.queue,
      callback: (error, message) => {
        if (error) return this.log.error({ err: error, subject }, 'subscription failed');
        this.track(handle(message), subject);
      },
    });
    this.subscriptions.add(subscription);
    return () => {
      this.subscriptions.delete(subscription);
      subscription.unsubscribe();
    };
  }

  private track(work: Promise<void>, subject: string): void {
    const tracked = work
      .catch((error: unknown) => this.log.error({ err: error, subject }, 'message not handled'))
      .finally(() => this.inHand.delete(tracked));
    this.inHand.add(tracked);
  }

  private async watchConnection(): Promise<void> {
    for await (const status of this.nats.status()) {
      if (status.type === 'disconnect') this.setConnected(false);
      if (status.type === 'reconnect') this.setConnected(true);
      if (status.type === 'error') this.log.error({ why: status.error.message }, 'NATS refused something');
    }
  }

  private setConnected(connected: boolean): void {
    this.connected = connected;
    this.log[connected ? 'info' : 'warn'](connected ? 'bus is back' : 'bus is away');
  }
}

/** Whether what the payload says of the subject's names is the same. */
function isOfSubject(payload: unknown, names: Address): boolean {
  const said = payload as Record<string, unknown>;
  return Object.entries(names).every(([name, value]) => said[name] === undefined || said[name] === value);
}

/** Whether a failed question failed because nobody is subscribed to it: the addressed process is gone. */
export function isNobodyThere(error: unknown): boolean {
  const cause = error instanceof AppError ? error.extra.cause : error;
  return cause instanceof errors.NoRespondersError || (cause instanceof errors.RequestError && cause.isNoResponders());
}
