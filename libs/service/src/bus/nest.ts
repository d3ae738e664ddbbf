import type { Rpc, Signal } from '@mid-station/contracts';
import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import {
  EventPattern,
  MessagePattern,
  Server,
  type CustomTransportStrategy,
  type MessageHandler,
} from '@nestjs/microservices';
import { isObservable, lastValueFrom, throwError, type Observable } from 'rxjs';
import type { Bus } from './bus.js';

interface Extras {
  contract: Rpc | Signal;
  everyCopy?: boolean;
}

/** Marks a controller method as the answer to a question of the contracts. */
export const Answers = (contract: Rpc): MethodDecorator =>
  MessagePattern(contract.subject, { contract } satisfies Extras);

/** Marks a controller method as a listener: one copy of the service hears each statement, or every copy. */
export const Hears = (contract: Signal, options: { everyCopy?: boolean } = {}): MethodDecorator =>
  EventPattern(contract.subject, { contract, ...options } satisfies Extras) as MethodDecorator;

/** Nest's transport over the bus: `@Answers` and `@Hears` methods become subscriptions. */
export class BusTransport extends Server implements CustomTransportStrategy {
  private readonly stops: (() => void)[] = [];

  /** `queue` names the service; `address` fills the tokens of addressed questions, which only this process answers. */
  constructor(
    private readonly bus: Bus,
    private readonly queue: string,
    private readonly address: Record<string, string> = {},
  ) {
    super();
  }

  override listen(callback: () => void): void {
    for (const handler of this.messageHandlers.values()) this.subscribe(handler);
    this.bus.settle().then(callback, callback);
  }

  override close(): void {
    for (const stop of this.stops.splice(0)) stop();
  }

  override on(): void {
    throw new Error('BusTransport has no events of its own');
  }

  override unwrap<T>(): T {
    return this.bus as T;
  }

  private subscribe(handler: MessageHandler): void {
    const { contract, everyCopy } = handler.extras as Extras;
    const call = async (payload: unknown): Promise<unknown> => resolve(await handler(payload));
    if (contract.kind === 'signal') {
      const queue = everyCopy ? undefined : this.queue;
      this.stops.push(this.bus.hear(contract, async (payload) => void (await call(payload)), { queue }));
      return;
    }
    const addressed = contract.subject.includes('{');
    const options = addressed ? { address: this.address } : { queue: this.queue };
    this.stops.push(this.bus.answer(contract, call, options));
  }
}

/** Hands errors on as they are: the bus turns them into codes. */
@Catch()
export class BusErrorFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

async function resolve(result: unknown): Promise<unknown> {
  return isObservable(result) ? lastValueFrom(result, { defaultValue: null }) : result;
}
