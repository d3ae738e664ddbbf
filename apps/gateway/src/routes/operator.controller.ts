import { liveBus, routes } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { Serves, type Call } from '../http/serve.js';

@Controller()
export class OperatorController {
  constructor(private readonly bus: Bus) {}

  @Serves(routes.nodes)
  nodes() {
    return this.bus.request(liveBus.nodes, {});
  }

  @Serves(routes.drainNode)
  drainNode({ params }: Call<typeof routes.drainNode>) {
    return this.bus.request(liveBus.drainNode, { nodeId: params.id });
  }
}
