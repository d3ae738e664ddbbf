import { AppError } from '@mid-station/contracts';
import { createLogger } from './logger.js';

describe('the log', () => {
  const lines: string[] = [];
  const log = createLogger('test', 'test', 'info', { write: (line) => void lines.push(line) });
  beforeEach(() => void lines.splice(0));

  const failedStatement = (): Error =>
    Object.assign(new Error('deadlock detected'), {
      code: '40P01',
      query: 'INSERT INTO accounts VALUES ($1, $2)',
      parameters: ['ada@example.org', '$argon2id$hash'],
      driverError: { detail: 'Key (email)=(ada@example.org) is there' },
    });

  it.each([
    ['of a statement that failed', failedStatement()],
    ['of what it made fail', new AppError('unavailable', 'Try again.', { cause: failedStatement() })],
    ['of what failed because of it', new Error('no account', { cause: failedStatement() })],
  ])('has the words %s, and none of its values', (_, err) => {
    log.warn({ err }, 'not done');
    expect(lines.join()).toContain(err.message);
    expect(lines.join()).toContain('deadlock detected');
    expect(lines.join()).not.toMatch(/ada@example|argon2id|INSERT INTO/);
  });

  it('keeps the code of an error, and what was thrown without being one', () => {
    log.warn({ err: failedStatement() }, 'not done');
    log.warn({ err: 'why' }, 'not done');
    expect(lines.map((line) => (JSON.parse(line) as { err: unknown }).err)).toMatchObject([{ code: '40P01' }, 'why']);
  });

  it('hides secrets by their names', () => {
    log.info({ streamKey: 'sk', target: { key: 'tk' } }, 'seen');
    expect(lines.join()).not.toMatch(/"(?:sk|tk)"/);
  });
});
