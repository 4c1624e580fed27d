import { Problem } from '#contracts';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { asProblem } from './as-problem.js';

/** What we use of Fastify's reply. */
interface Reply {
  sent: boolean;
  raw: { headersSent: boolean };
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: string): void;
}

/** Every error leaves as RFC 9457 `application/problem+json`; the unforeseen ones are logged. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = asProblem(error);
    this.log(problem);
    const reply = host.switchToHttp().getResponse<Reply>();
    // A stream that has begun can only be ended.
    if (reply.sent || reply.raw.headersSent) return;
    if (problem.retryAfterSeconds !== undefined) {
      reply.header('retry-after', String(problem.retryAfterSeconds));
    }
    if (problem.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
    reply
      .code(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }

  private log(problem: Problem): void {
    const err = problem.cause ?? problem;
    if (problem.code === 'internal') this.logger.error({ err }, 'request failed');
    else if (problem.code === 'unavailable') this.logger.warn({ err }, 'request refused');
  }
}
