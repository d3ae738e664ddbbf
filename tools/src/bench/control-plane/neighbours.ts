import { authBus, settingsBus } from '@mid-station/contracts';
import { type Bus } from '@mid-station/service';
import { identityOf, numberOf, planOf } from './users.js';

/** Answers for auth and settings: their databases have no ten thousand accounts, and hashing passwords would take longer. */
export function answerForNeighbours(bus: Bus): void {
  const queue = 'neighbours';
  bus.answer(authBus.ingestIdentity, async ({ userId }) => identityOf(numberOf(userId)), { queue });
  bus.answer(settingsBus.activePlan, async ({ userId }) => planOf(numberOf(userId)), { queue });
  bus.answer(settingsBus.plan, async ({ settingId }) => planOf(numberOf(settingId)), { queue });
  bus.answer(
    settingsBus.revisions,
    async ({ settingIds }) => settingIds.map((settingId) => ({ settingId, revision: 1 })),
    { queue },
  );
  bus.answer(settingsBus.platforms, async () => [], { queue });
}
