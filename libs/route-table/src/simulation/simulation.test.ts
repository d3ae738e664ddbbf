import { playSchedule } from './schedule.js';

/** Schedules played by the unit tests; `MIDSTATION_SIMULATIONS` plays more. */
const SCHEDULES = Number(process.env['MIDSTATION_SIMULATIONS'] ?? 40);

it(`never lets two nodes feed a target, and always recovers (${SCHEDULES} schedules)`, async () => {
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    await playSchedule(seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
  }
}, 600_000);
