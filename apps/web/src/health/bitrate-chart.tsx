import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useText } from '../language/use-text.js';
import type { Sample } from '../live/stats-history.js';
import classes from './bitrate-chart.module.css';
import { chartData, chartOptions, type Window } from './chart-options.js';

interface BitrateChartProps {
  readonly points: readonly Sample[];
  /** Pixels. */
  readonly height: number;
  /** `minute` glides along with the last sample; `all` shows everything there is. */
  readonly window: Window;
}

/** Bitrate over time. Its words are the caller's: a drawing says nothing to a screen reader. */
export function BitrateChart({ points, height, window }: BitrateChartProps) {
  const { locale } = useText();
  const scheme = useComputedColorScheme();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(points);
  latest.current = points;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const options = chartOptions({ element, height, window, locale });
    const drawn = new uPlot(options, chartData(latest.current), element);
    chart.current = drawn;
    const resized = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      drawn.destroy();
      chart.current = null;
    };
  }, [height, window, locale, scheme]);

  useEffect(() => chart.current?.setData(chartData(points)), [points]);

  return <div ref={place} className={classes.chart} />;
}
