import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose rows statements may touch: one tenant's, everybody's, or nobody's. */
export type DatabaseAccess = { tenantId: string } | 'system' | 'nobody';

const accesses = new AsyncLocalStorage<{ current: DatabaseAccess }>();

/** Undefined where nothing was said. */
export const currentAccess = (): DatabaseAccess | undefined => accesses.getStore()?.current;

/** Statements of `work` see and write this tenant's rows only: PostgreSQL itself hides the others. */
export const asTenant = <Result>(tenantId: string, work: () => Result): Result =>
  accesses.run({ current: { tenantId } }, work);

/**
 * For work that is of no tenant: looking a key up, sweeping, what the platform asks. Name at the
 * call why the tenant cannot be known.
 */
export const asSystem = <Result>(work: () => Result): Result =>
  accesses.run({ current: 'system' }, work);

/** Begins a request of somebody who is not known yet: until `enterAs` it sees no rows. */
export const asNobody = <Result>(work: () => Result): Result =>
  accesses.run({ current: 'nobody' }, work);

/** Whom the request begun by `asNobody` turns out to be from; said once. */
export const enterAs = (access: { tenantId: string } | 'system'): void => {
  const request = accesses.getStore();
  if (request?.current === 'nobody') request.current = access;
};
