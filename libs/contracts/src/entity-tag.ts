import { createHash } from 'node:crypto';
import { Problem } from './problems.js';

/** With its fields in one order, and those that are absent left out: transports keep neither. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, field]) => [name, canonical(field)]),
  );
};

/** The strong validator (RFC 9110, 8.8.3) of a resource as the API shows it, quotes included. */
export const entityTag = (resource: object): string =>
  `"${createHash('sha256')
    .update(JSON.stringify(canonical(resource)))
    .digest('base64url')
    .slice(0, 27)}"`;

/**
 * Holds a resource against an `If-Match`. To be asked while nobody else can change it.
 * @param ifMatch the tag its reader saw; undefined: any will do
 * @throws Problem `precondition_failed`
 */
export const assertMatches = (ifMatch: string | undefined, resource: object): void => {
  if (ifMatch === undefined || ifMatch === entityTag(resource)) return;
  throw new Problem('precondition_failed', 'it has changed since: read it again');
};
