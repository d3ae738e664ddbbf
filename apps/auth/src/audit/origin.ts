import { type authBus } from '@mid-station/contracts';
import { type z } from 'zod';

/** Where an act came from. */
export type Origin = z.output<typeof authBus.login.request>['origin'];

/** What stands in the log for an act of the operator at the machine. */
export const COMMAND_LINE: Origin = { remote: 'command line', userAgent: null };

/** What stands in the log for an act that nobody's device is behind. */
export const INSIDE: Origin = { remote: 'mid-station', userAgent: null };
