import { readOrder } from './order.js';

describe('an order of the operator', () => {
  it('names an account to make, for an operator or not', () => {
    const account = { act: 'add', handle: 'ada', email: 'ada@example.org' };
    expect(readOrder(['add', 'ada', 'ada@example.org'])).toEqual({ ...account, role: 'user' });
    expect(readOrder(['add', '--operator', 'ada', 'ada@example.org'])).toEqual({ ...account, role: 'operator' });
  });

  it('names an account to let in again', () => {
    expect(readOrder(['reset', 'ada@example.org'])).toEqual({ act: 'reset', login: 'ada@example.org' });
  });

  it.each([
    [[]],
    [['add', 'ada']],
    [['add', 'ada', 'ada@example.org', 'a password']],
    [['add', 'ada', 'ada@example.org', '--password=x']],
    [['reset']],
    [['reset', 'ada', 'bob']],
    [['reset', 'ada', '--operator']],
    [['remove', 'ada']],
  ])('is not guessed from %j', (args) => {
    expect(readOrder(args)).toBeNull();
  });
});
