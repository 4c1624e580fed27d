import { Problem } from './problems.js';

/** Deeper than any body we know; bounds what walks a body recursively. */
const maxDepth = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Copied with `=` or Object.assign, `__proto__` would change the copy's prototype. An object with a
 * `toString` of its own throws where it is compared or written into a text, as Zod does with a
 * `length` it takes for a number.
 */
const refusedNames = ['__proto__', 'toString'];

/** For what was parsed elsewhere. @throws Problem `malformed` */
export const refuseHostileShape = (value: unknown, depth = 0): void => {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) throw new Problem('malformed', `the body is nested over ${maxDepth} deep`);
  const refused = refusedNames.find((name) => Object.hasOwn(value, name));
  if (refused !== undefined) {
    throw new Problem('malformed', `the body has a field named ${refused}`);
  }
  for (const field of Object.values(value)) refuseHostileShape(field, depth + 1);
};

/** Undefined for an empty body. @throws Problem `malformed` */
export const parseJson = (body: Buffer): unknown => {
  if (body.length === 0) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(body));
  } catch (cause) {
    throw new Problem('malformed', 'the body is not JSON', { cause });
  }
  refuseHostileShape(value);
  return value;
};

/**
 * Whether all texts in it are Unicode. JSON can write half a surrogate pair, which PostgreSQL's
 * does not take. Providers' messages are not asked: a cut emoji is no reason to lose one.
 */
export const isWellFormed = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, field]) => name.isWellFormed() && isWellFormed(field));
};
