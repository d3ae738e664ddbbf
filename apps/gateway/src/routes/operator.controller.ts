import { liveBus, routes } from '@mid-station/contracts';
import { AuditTrail, Bus } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { Serves, type Call } from '../http/serve.js';

@Controller()
export class OperatorController {
  constructor(
    private readonly bus: Bus,
    private readonly audit: AuditTrail,
  ) {}

  @Serves(routes.nodes)
  nodes() {
    return this.bus.request(liveBus.nodes, {});
  }

  @Serves(routes.drainNode)
  async drainNode({ user, params, origin }: Call<typeof routes.drainNode>): Promise<null> {
    await this.bus.request(liveBus.drainNode, { nodeId: params.id });
    this.audit.record(user.userId, 'node_drained', origin, params.id);
    return null;
  }
}
