import type uPlot from 'uplot';
import { formatBitrate, formatHour } from '../language/format.js';
import { HISTORY_SECONDS, type Sample } from '../live/stats-history.js';

export type Window = 'minute' | 'all';

interface ChartLook {
  /** Where the chart stands; its colours are read from there. */
  readonly element: Element;
  readonly height: number;
  readonly window: Window;
  readonly locale: string;
}

const FONT = '12px "Overpass Variable", sans-serif';

export const chartData = (points: readonly Sample[]): uPlot.AlignedData => [
  points.map(({ at }) => at / 1_000),
  points.map(({ kbps }) => kbps),
];

export function chartOptions({ element, height, window, locale }: ChartLook): uPlot.Options {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name);
  const axis = { stroke: colour('--text-dim'), font: FONT, ticks: { show: false } } satisfies uPlot.Axis;
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    // The last second's label stands half beyond the chart.
    padding: [12, window === 'minute' ? 14 : 0, 0, 0],
    scales: {
      x: { time: window === 'all', range: window === 'minute' ? lastMinute : undefined },
      y: { range: (_, __, max) => [0, ceiling(max)] },
    },
    axes: [
      { ...axis, size: 28, gap: 10, grid: { show: false }, ...(window === 'minute' ? minuteAxis : clockAxis(locale)) },
      {
        ...axis,
        size: 84,
        grid: { stroke: colour('--line'), width: 1 },
        splits: (_, __, ___, max) => [0, max / 2, max],
        values: (_, rates) => rates.map((rate) => (rate === 0 ? '0' : formatBitrate(rate, locale))),
      },
    ],
    series: [{}, { stroke: colour('--text'), width: 2, fill: `${colour('--signal')}2e`, points: { show: false } }],
  };
}

const lastMinute = (_: uPlot, __: number, latest: number): uPlot.Range.MinMax => [latest - HISTORY_SECONDS, latest];

const minuteAxis: uPlot.Axis = {
  splits: (_, __, from, to) => [from, from + 15, from + 30, from + 45, to],
  values: (_, seconds) => seconds.map((second) => `${minus(Math.round((seconds.at(-1) ?? 0) - second))} s`),
};

const minus = (seconds: number): string => (seconds === 0 ? '0' : `−${seconds}`);

const clockAxis = (locale: string): uPlot.Axis => ({
  space: 80,
  values: (_, seconds) => seconds.map((second) => formatHour(second * 1_000, locale)),
});

/** The next round number above `kbps`, so that the scale stands still while the rate wavers. */
function ceiling(kbps: number): number {
  const rate = Math.max(kbps * 1.15, 100);
  const power = 10 ** Math.floor(Math.log10(rate));
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= rate) ?? 10;
  return step * power;
}
