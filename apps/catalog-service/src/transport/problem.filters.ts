import { Problem, problemMetadataKey, problemToWire, type ProblemCode } from '#contracts';
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
  too_large: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
};

/** A gRPC status for those who know only gRPC; the problem itself travels in the metadata. */
@Catch(Problem)
export class GrpcProblemFilter implements RpcExceptionFilter<Problem> {
  catch(problem: Problem, _host: ArgumentsHost): Observable<never> {
    const wire = problemToWire(problem);
    const metadata = new Metadata();
    metadata.set(problemMetadataKey, Buffer.from(JSON.stringify(wire)));
    const code = statusOfCode[problem.code] ?? status.INTERNAL;
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
