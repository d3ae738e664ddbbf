import { controlPlaneAway } from './control-plane-away.suite.js';
import { Owner } from '../rig/owner.js';
import { startCopies } from './copies.js';
import { copies } from './copies.suite.js';
import { drain } from './drain.suite.js';
import { encoderLoss } from './encoder-loss.suite.js';
import { liveEdits } from './live-edits.suite.js';
import { nodeDeath } from './node-death.suite.js';
import { partition } from './partition.suite.js';
import { restart } from './restart.suite.js';
import { Stage } from './stage.js';

/** One installation for all: what starts and stops most of the time is left out. */
describe('sessions that survive', () => {
  const stage = new Stage();

  beforeAll(() => stage.open({ ingestNodes: 2 }), 120_000);
  afterAll(() => stage.close());

  describe('with two of each service', () => {
    const owner = new Owner();
    let otherGateway: string;

    beforeAll(async () => {
      otherGateway = await startCopies(stage.installation, owner);
    });
    afterAll(() => owner.stop());

    liveEdits(stage);
    encoderLoss(stage);
    nodeDeath(stage);
    drain(stage);
    partition(stage);
    copies(stage, () => otherGateway);
  });

  describe('with one of each service', () => {
    controlPlaneAway(stage);
    restart(stage);
  });
});
