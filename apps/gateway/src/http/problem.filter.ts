import { LOGGER, type Logger } from '@mid-station/service';
import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { asAppError, sendProblem } from './problem.js';

/** Every error of every route leaves through here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = asAppError(error);
    if (problem.code === 'internal') this.log.error({ err: error, requestId: request.id }, 'request failed');
    if (reply.sent) return;
    sendProblem(reply, problem, request.id);
  }
}
