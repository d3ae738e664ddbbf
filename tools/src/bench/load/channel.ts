import { type ChildProcess } from 'node:child_process';

// Questions of the benchmark to the processes it starts, over the IPC pipe of `child_process`.

/** What a process offers: functions of at most one argument that survives JSON. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the only type every function's argument is assignable to
export type Api = Record<string, (argument: any) => unknown>;

/** The same functions seen from the other process. */
export type Remote<A extends Api> = {
  [K in keyof A]: (...argument: Parameters<A[K]>) => Promise<Awaited<ReturnType<A[K]>>>;
};

interface Question {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

/** Answers questions until the parent is gone; then this process ends. */
export function serve(api: Api): void {
  process.on('message', (question: Question) => void answer(api, question).then((reply) => process.send!(reply)));
  process.on('disconnect', () => process.exit(0));
}

async function answer(api: Api, { id, name, argument }: Question): Promise<Answer> {
  try {
    return { id, value: await api[name]!(argument as never) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

/** The functions that `child` serves. A question fails when the child ends before it has answered. */
export function remote<A extends Api>(child: ChildProcess): Remote<A> {
  const waiting = new Map<number, PromiseWithResolve>();
  let nextId = 1;
  child.on('message', (reply: Answer) => {
    const question = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) question?.reject(new Error(reply.error));
    else question?.resolve(reply.value);
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`process ${child.pid} ended (${signal ?? code})`));
  });
  const ask = (name: string, argument: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      child.send({ id, name, argument } satisfies Question, (error) => error && reject(error));
    });
  return new Proxy({} as Remote<A>, { get: (_, name) => (argument: unknown) => ask(String(name), argument) });
}

interface PromiseWithResolve {
  resolve(value: unknown): void;
  reject(error: Error): void;
}
