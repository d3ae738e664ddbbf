import { Gate } from './gate.js';

describe('the gate in front of expensive work', () => {
  const held = () => {
    let open!: () => void;
    const work = new Promise<void>((resolve) => (open = resolve));
    return { work: () => work, open };
  };

  it('lets a few run, some wait in order, and turns the rest away', async () => {
    const gate = new Gate(1, 2);
    const order: string[] = [];
    const first = held();
    const running = gate.run(first.work).then(() => order.push('first'));
    const second = gate.run(() => Promise.resolve(order.push('second')));
    const third = gate.run(() => Promise.resolve(order.push('third')));
    await expect(gate.run(() => Promise.resolve())).rejects.toMatchObject({ code: 'unavailable' });
    first.open();
    await Promise.all([running, second, third]);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('goes on after work that failed', async () => {
    const gate = new Gate(1, 1);
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(gate.run(() => Promise.resolve('yes'))).resolves.toBe('yes');
  });
});
