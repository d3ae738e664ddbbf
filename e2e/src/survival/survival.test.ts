import { controlPlaneAway } from './control-plane-away.suite.js';
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

  liveEdits(stage);
  encoderLoss(stage);
  nodeDeath(stage);
  drain(stage);
  partition(stage);
  controlPlaneAway(stage);
  copies(stage);
  restart(stage);
});
