import { TestInstallation } from './rig/installation.js';

describe('npm start -- --demo', () => {
  it('streams a test picture to three practice targets, again and again, and stops cleanly', async () => {
    const installation = await TestInstallation.prepare({ args: ['--demo'] });
    try {
      for (const when of ['the first time', 'when the account is there']) {
        const command = await installation.launch();
        await command.prints(/Practice one: live \d{3,} .*Practice two: live \d{3,} .*Practice three: live \d{3,} /);
        expect(await installation.interrupt()).toEqual({ code: 0, signal: null });
        expect({ when, output: command.output }).not.toMatchObject({
          output: expect.stringMatching(/ended unexpectedly/),
        });
      }
    } finally {
      await installation.stop();
    }
  }, 180_000);
});
