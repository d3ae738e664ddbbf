/** Whether a data message is `onMetaData`, bare or wrapped in `@setDataFrame`. */
export function isMetadata(payload: Buffer): boolean {
  throw new Error(`not written yet ${payload.length}`);
}

/** Values of an onMetaData message; empty when it carries none; null when it is not one or is damaged. */
export function parseMetadata(payload: Buffer): Readonly<Record<string, unknown>> | null {
  throw new Error(`not written yet ${payload.length}`);
}
