import { OperationsUnavailableError, UnknownFamilyError } from '#caching';
import { Problem } from '#contracts';
import { validate } from 'uuid';
import { type Principal } from '../auth/principal.js';
import { refusedField } from '../http/fields.js';

/**
 * Whose caches a request is about; null: everybody's.
 * @throws Problem `not_found` when a tenant's key names another tenant
 */
export const tenantOf = (principal: Principal, named: string | undefined): string | null => {
  if (principal.tenantId === null) return named ?? null;
  if (named !== undefined && named !== principal.tenantId) throw new Problem('not_found');
  return principal.tenantId;
};

/** The scopes of tenants are their ids; what belongs to no tenant has a scope with a name. */
export const isTenant = (scope: string): boolean => validate(scope);

const retryAfterSeconds = 5;

/** What the cache refuses, as the caller is told; anything else is thrown as it is. */
export const asProblem =
  (field: string) =>
  (error: unknown): never => {
    if (error instanceof UnknownFamilyError) throw refusedField(field, error.message);
    if (error instanceof OperationsUnavailableError) {
      throw new Problem('unavailable', error.message, { retryAfterSeconds, cause: error });
    }
    throw error;
  };
