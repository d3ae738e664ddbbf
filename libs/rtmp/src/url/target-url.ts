/** A target's server address, split for dialling and for the connect command. */
export interface TargetUrl {
  readonly protocol: 'rtmp' | 'rtmps';
  /** Host name or IP address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Everything after the host's slash, byte for byte, query string included. */
  readonly app: string;
  /** What is sent as `tcUrl`. */
  readonly tcUrl: string;
}

/** Splits `rtmp[s]://host[:port]/app`. Throws TargetUrlError. */
export function parseTargetUrl(url: string): TargetUrl {
  throw new Error(`not written yet ${url}`);
}
