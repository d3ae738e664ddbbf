import classes from './gauge.module.css';

interface GaugeProps {
  readonly label: string;
  /** 0..1; more is drawn as full. */
  readonly share: number;
  readonly text: string;
}

/** From this share on, a gauge warns: what comes next may not fit. */
const HIGH = 0.8;

export function Gauge({ label, share, text }: GaugeProps) {
  return (
    <div className={classes.gauge}>
      <div className={classes.words}>
        <span>{label}</span>
        <strong className="figures">{text}</strong>
      </div>
      <div className={classes.track}>
        <div
          className={classes.fill}
          data-high={share >= HIGH || undefined}
          style={{ width: `${Math.min(1, share) * 100}%` }}
        />
      </div>
    </div>
  );
}
