import { AppError, toProblem } from '@mid-station/contracts';
import { Controller } from '@nestjs/common';
import { extraRoutes as routes } from '../http/extra-routes.js';
import { Reply, Serves, type Call } from '../http/serve.js';
import { openApiDocument } from '../openapi/document.js';
import { Readiness } from './readiness.js';

@Controller()
export class ProbeController {
  private readonly document = openApiDocument();

  constructor(private readonly readiness: Readiness) {}

  @Serves(routes.healthz)
  healthz() {
    return Promise.resolve({ status: 'ok' as const });
  }

  @Serves(routes.readyz)
  async readyz({ request, reply }: Call<typeof routes.readyz>) {
    const missing = await this.readiness.missing();
    if (Object.keys(missing).length === 0) return { ready: true as const };
    const away = new AppError('unavailable', `Not ready: ${Object.keys(missing).join(', ')}.`);
    void reply.type('application/problem+json');
    return new Reply(503, { ...toProblem(away, request.id), missing });
  }

  @Serves(routes.openapi)
  openapi() {
    return Promise.resolve(this.document);
  }
}
