import { revive, type Entry } from './entry.js';
import { type Family } from './family.js';

/**
 * An entry as it lies in Redis: `{"value":{"start":…,…,"data":<the value>}}`. The outer `value` is
 * keyv's; `start` comes first because a script reads it without parsing the whole (scripts.ts).
 * keyv's own `expires` is left out: it would be judged by each reader's own clock.
 */
export function seal(entry: Entry, json: string): string {
  return `{"value":{"start":${entry.start},${sealRest(entry, json)}`;
}

/** What follows `start`, for the script that writes the start itself. */
export function sealRest(entry: Omit<Entry, 'start' | 'value'>, json: string): string {
  const { freshUntil, expiresAt, loadMs, bytes, tags } = entry;
  const rest = JSON.stringify({ freshUntil, expiresAt, loadMs, bytes, tags });
  return `${rest.slice(1, -1)},"data":${json}}}`;
}

/** @throws SyntaxError when the stored thing is not an envelope, or the codec refuses it. */
export function open<Value>(family: Family<Value>, stored: unknown): Entry<Value> {
  if (!isStored(stored)) throw new SyntaxError('not a cache entry');
  const { data, ...rest } = stored;
  try {
    return { ...rest, value: revive(family, data) };
  } catch (error) {
    throw new SyntaxError(`the codec of family "${family.name}" refused it`, { cause: error });
  }
}

interface Stored extends Omit<Entry, 'value'> {
  data: unknown;
}

function isStored(stored: unknown): stored is Stored {
  if (typeof stored !== 'object' || stored === null) return false;
  const { start, freshUntil, expiresAt, loadMs, bytes, tags, data } = stored as Partial<Stored>;
  const numbers = [start, freshUntil, expiresAt, loadMs, bytes];
  return numbers.every(Number.isFinite) && Array.isArray(tags) && data !== undefined;
}
