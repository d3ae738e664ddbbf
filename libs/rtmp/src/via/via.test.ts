import { VIA_MAX } from '../limits.js';
import { leadsBack, markOf, publisherName, viaOf, withoutVia } from './via.js';

const [first, second, third] = ['first', 'second', 'third'].map(markOf) as [string, string, string];

describe('the way of a stream', () => {
  it('is read as it was said', () => {
    for (const via of [[], [first], [first, second, third]]) expect(viaOf(publisherName(via))).toEqual(via);
  });

  it('is empty for encoders, and for names that only look like ours', () => {
    const names = ['FMLE/3.0 (compatible; FMSc/1.0)', 'Lavf60', '; via ', '; via x)', `; via ${first}${second})`, ''];
    for (const name of [undefined, ...names]) expect(viaOf(name)).toEqual([]);
  });

  it('is not part of the name that is shown', () => {
    expect(withoutVia(publisherName([first, second]))).toBe(publisherName([]));
    expect(withoutVia('obs-output/30.2')).toBe('obs-output/30.2');
  });

  it('leads back where the stream is on it already, and where it is too long to be meant', () => {
    expect(leadsBack([first, second], first)).toBe(true);
    expect(leadsBack([first, second], third)).toBe(false);
    const long = Array.from({ length: VIA_MAX }, (_, hop) => markOf(`hop ${hop}`));
    expect(leadsBack(long, third)).toBe(true);
    expect(leadsBack(long.slice(1), third)).toBe(false);
  });

  it('tells servers nothing of the stream but a mark', () => {
    expect(markOf('6f1d0f0e-0000-4000-8000-000000000001')).toMatch(/^[0-9a-f]{12}$/);
  });
});
