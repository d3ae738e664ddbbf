import { Owner } from './owner.js';

describe('who owns what a test starts', () => {
  const thing = (name: string, stopped: string[]) => ({ stop: () => Promise.resolve(void stopped.push(name)) });

  it('stops what came to be when another part does not, also what is still starting, newest first', async () => {
    const owner = new Owner();
    const stopped: string[] = [];
    const late = (): Promise<ReturnType<typeof thing>> =>
      new Promise((resolve) => setTimeout(() => resolve(thing('late', stopped)), 20));
    const starting = owner.start(async () => {
      owner.ownNow(() => Promise.resolve(void stopped.push('folder')));
      await Promise.all([owner.own(late()), owner.own(Promise.reject(new Error('no port')))]);
    });
    await expect(starting).rejects.toThrow('no port');
    expect(stopped).toEqual(['late', 'folder']);
  });
});
