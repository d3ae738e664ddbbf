import classes from './logo.module.css';

/** The signpost: one post, signs to both sides. */
export function LogoMark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable={false}>
      <rect width="32" height="32" rx="7" className={classes.plate} />
      <g fill="var(--signal)">
        <path d="M14.700 4h2.600v24h-2.600z" />
        <path d="M12 7h11.500l3.500 3.300-3.500 3.300H12z" />
        <path d="M20 15.400H8.500L5 18.700 8.500 22H20z" />
      </g>
    </svg>
  );
}

export function Logo() {
  return (
    <span className={classes.logo}>
      <LogoMark />
      <span>Mid-Station</span>
    </span>
  );
}
