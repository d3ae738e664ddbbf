import { Stack } from './stack.js';

describe('accounts over HTTP', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.start();
  }, 60_000);

  afterAll(() => stack.stop(), 60_000);

  it('registers', async () => {
    const response = await fetch(`${stack.url}/api/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ handle: 'ada', email: 'ada@example.org', password: 'correct horse' }),
    });
    console.log(response.status, [...response.headers], await response.text());
    console.log(stack.output.join(''));
  });
});
