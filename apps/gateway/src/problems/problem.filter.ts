import { type Problem } from '#contracts';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { asProblem } from './as-problem.js';
import { type Reply, sendProblem } from './send-problem.js';

/** Every error leaves as a problem; the unforeseen ones are logged. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = asProblem(error);
    this.log(problem);
    sendProblem(host.switchToHttp().getResponse<Reply>(), problem);
  }

  private log(problem: Problem): void {
    const err = problem.cause ?? problem;
    if (problem.code === 'internal') this.logger.error({ err }, 'request failed');
    else if (problem.code === 'unavailable') this.logger.warn({ err }, 'request refused');
  }
}
