import {
  Problem,
  type ProblemCode,
  problemToStatusDetails,
  problemToWire,
  statusDetailsKey,
} from '#contracts';
import { type ArgumentsHost, Catch, type RpcExceptionFilter } from '@nestjs/common';
import { Metadata, status } from '@grpc/grpc-js';
import { type Observable, throwError } from 'rxjs';

const statusOfCode: Partial<Record<ProblemCode, status>> = {
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  malformed: status.INVALID_ARGUMENT,
  unprocessable: status.FAILED_PRECONDITION,
  not_found: status.NOT_FOUND,
  conflict: status.ALREADY_EXISTS,
  precondition_failed: status.ABORTED,
  too_large: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
};

/** A gRPC status, and with it the whole problem as details of gRPC's richer error model. */
@Catch(Problem)
export class GrpcProblemFilter implements RpcExceptionFilter<Problem> {
  catch(problem: Problem, _host: ArgumentsHost): Observable<never> {
    const code = statusOfCode[problem.code] ?? status.INTERNAL;
    const wire = problemToWire(problem);
    const metadata = new Metadata();
    metadata.set(statusDetailsKey, problemToStatusDetails(code, wire));
    return throwError(() => ({ code, details: wire.detail, metadata }));
  }
}

/** `{id, err: {problem}}` as the reply packet. */
@Catch(Problem)
export class RedisProblemFilter implements RpcExceptionFilter<Problem> {
  catch(problem: Problem, _host: ArgumentsHost): Observable<never> {
    return throwError(() => ({ problem: problemToWire(problem) }));
  }
}
