import { AppError, createTargetSchema, settingOptionsSchema } from '@mid-station/contracts';
import { z } from 'zod';
import './plain-words.js';

const said = (schema: z.ZodType, value: unknown): string => schema.safeParse(value).error!.issues[0]!.message;

describe('what a field is told that is not as it must be', () => {
  it.each([
    [z.string(), undefined, 'This is needed.'],
    [z.string(), 5, 'This must be text.'],
    [z.boolean(), 'yes', 'This must be true or false.'],
    [z.int(), 1.5, 'This must be a whole number.'],
    [z.coerce.number(), 'many', 'This must be a number.'],
    [z.object({}), [], 'This must be an object.'],
    [z.array(z.string()).max(1), ['a', 'b'], 'This must have at most 1 entries.'],
    [z.int().min(0), -1, 'This must be at least 0.'],
    [z.string().max(3), 'four', 'This must have at most 3 characters.'],
    [z.enum(['one', 'two']), 'three', 'This must be one of: one, two.'],
    [z.literal(true), false, 'This must be true.'],
    [z.email(), 'nobody', 'This must be an e-mail address.'],
    [z.uuid(), 'x', 'This must be an id as the API gives them.'],
    [z.string().regex(/^a$/), 'b', 'This must be in another form.'],
    [z.union([z.string(), z.number()]), true, 'This is not in a form that is understood.'],
  ])('is a sentence: %#', (schema, value, sentence) => {
    expect(said(schema, value)).toBe(sentence);
  });

  it('is what its schema says where that has words of its own', () => {
    expect(said(z.string().min(1, 'A name is needed.'), '')).toBe('A name is needed.');
  });

  it('is one thing of an empty key, and true of an address without a host', () => {
    const { error } = createTargetSchema.safeParse({ name: 'n', platform: 'custom', url: 'rtmp:///app', key: '' });
    expect(AppError.fromZod(error!).extra.errors).toEqual([
      { path: 'url', message: 'A server URL begins with rtmp:// or rtmps:// and a host name.' },
      { path: 'key', message: 'A stream key is needed.' },
    ]);
    expect(said(settingOptionsSchema, { graceSeconds: -1 })).toBe('This must be at least 0.');
  });
});
