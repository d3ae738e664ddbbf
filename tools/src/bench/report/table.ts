import { type Case, REFERENCES } from '../cases.js';
import { type Measurement, type Result } from '../measurement.js';

const COLUMNS: readonly (readonly [title: string, cell: (measured: Measurement, reference?: Measurement) => string])[] =
  [
    ['CPU %', ({ cpu }) => (cpu * 100).toFixed(2)],
    ['x ref', ({ cpu }, reference) => ratio(cpu, reference?.cpu)],
    ['CPU %/100 Mbit/s', ({ cpu, megabits }) => ((cpu * 100) / (megabits / 100)).toFixed(2)],
    ['PSS MB', ({ pssMb }) => pssMb.toFixed(1)],
    ['RSS MB', ({ rssMb }) => rssMb.toFixed(1)],
    ['reads/s', ({ calls }) => calls?.reads.toFixed(0) ?? '-'],
    ['x ref', ({ calls }, reference) => ratio(calls?.reads, reference?.calls?.reads)],
    ['writes/s', ({ calls }) => calls?.writes.toFixed(0) ?? '-'],
    ['x ref', ({ calls }, reference) => ratio(calls?.writes, reference?.calls?.writes)],
    ['p50 ms', ({ latencyMs }) => latencyMs.p50.toFixed(1)],
    ['p99 ms', ({ latencyMs }) => latencyMs.p99.toFixed(1)],
    ['dropped', ({ dropped }) => String(dropped)],
    ['load core %', ({ loadCore }) => (loadCore.busy * 100).toFixed(0)],
  ];

/** The results as a table in Markdown, the cases in the order given. `x ref` is the ratio to the reference of the case. */
export function table(cases: readonly Case[], results: readonly Result[]): string {
  const head = ['case', 'contender', ...COLUMNS.map(([title]) => title), 'remarks'];
  const rows = cases.flatMap((size) => {
    const own = results.filter((result) => result.case === size.name);
    const reference = own.find(({ contender }) => contender === REFERENCES[size.kind])?.measured ?? undefined;
    return own.map((result) => row(result, reference));
  });
  return align([head, ...rows]);
}

function row({ case: size, contender, measured, remarks }: Result, reference?: Measurement): string[] {
  const cells = COLUMNS.map(([, cell]) => (measured ? cell(measured, reference) : '-'));
  return [size, contender, ...cells, remarks.join('; ')];
}

function ratio(value: number | undefined, reference: number | undefined): string {
  return value === undefined || !reference ? '-' : (value / reference).toFixed(2);
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]): string => {
    // Names to the left, figures to the right.
    const padded = cells.map((cell, column) =>
      column < 2 || column === cells.length - 1 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const [head, ...body] = rows;
  return [line(head!), rule, ...body.map(line)].join('\n');
}
