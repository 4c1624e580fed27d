import { Problem, type ProblemCode, problemCatalogue } from '#contracts';
import { isDatabaseUnavailable, isUnstorableText } from '#persistence';
import { HttpException } from '@nestjs/common';

/** When PostgreSQL is expected back. */
const databaseRetrySeconds = 5;

/** The framework's own errors, by their status. (401 has several codes; the framework sends none.) */
const codeByStatus = new Map<number, ProblemCode>(
  Object.entries(problemCatalogue).map(([code, { status }]) => [status, code as ProblemCode]),
);

const fromStatus = (status: number, cause: unknown): Problem => {
  const code = codeByStatus.get(status) ?? (status < 500 ? 'malformed' : 'internal');
  return new Problem(code, undefined, { cause });
};

/** Fastify's errors that reach us as they are: thrown before the router, or by hooks. */
const frameworkStatus = (error: unknown): number | undefined => {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return error instanceof Error && typeof statusCode === 'number' ? statusCode : undefined;
};

/** What the caller is told of any error. Whatever is not foreseen is `internal`, without detail. */
export const asProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error);
  if (isDatabaseUnavailable(error)) {
    const retryAfterSeconds = databaseRetrySeconds;
    return new Problem('unavailable', 'the database is away', { retryAfterSeconds, cause: error });
  }
  if (isUnstorableText(error)) {
    return new Problem('malformed', 'text must not contain NUL characters', { cause: error });
  }
  return fromStatus(frameworkStatus(error) ?? 500, error);
};
