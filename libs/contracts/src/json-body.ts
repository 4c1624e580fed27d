import { Problem } from './problems.js';

/** Deeper than any body we know; bounds what walks a body recursively. */
const maxDepth = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

const refuseHostileShape = (value: unknown, depth = 0): void => {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) throw new Problem('malformed', `the body is nested over ${maxDepth} deep`);
  // Copied with `=` or Object.assign, this key would change the copy's prototype.
  if (Object.hasOwn(value, '__proto__')) {
    throw new Problem('malformed', 'the body has a field named __proto__');
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
