import { Problem } from '#contracts';
import { isUnstorableText, violatedConstraint } from '#persistence';

const externalIdTaken = /_external_id_unique$/;
const tenantUnknown = /_tenant$/;

/** Turns what PostgreSQL refuses into the problem the caller has; for `.catch()`. */
export const asWriteProblem = (error: unknown): never => {
  const constraint = violatedConstraint(error) ?? '';
  if (externalIdTaken.test(constraint)) {
    const detail = 'is already used by another item';
    throw new Problem('conflict', `/externalId: ${detail}`, {
      errors: [{ field: '/externalId', detail }],
      cause: error,
    });
  }
  if (tenantUnknown.test(constraint)) {
    throw new Problem('not_found', 'There is no such tenant', { cause: error });
  }
  if (isUnstorableText(error)) {
    throw new Problem('malformed', 'Text must not hold the character U+0000', { cause: error });
  }
  throw error;
};
