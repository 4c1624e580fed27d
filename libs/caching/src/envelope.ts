import { revive, type Entry } from './entry.js';
import { type Family } from './family.js';

/**
 * An entry as it lies in Redis: `[start,fresh,end,loadMs,bytes,<the value>,<tag>,…]`, where `fresh`
 * and `end` are milliseconds after `start`. A list of small numbers, because every read parses it;
 * `start` comes first because a script reads it without parsing the whole (scripts.ts).
 */
export function seal(entry: Entry, json: string): string {
  return `[${entry.start},${sealRest(entry, json)}`;
}

/** What follows `start`, for the script that writes the start itself. */
export function sealRest(entry: Entry, json: string): string {
  const { start, freshUntil, expiresAt, loadMs, bytes, tags } = entry;
  // Rounded down: no entry lives longer for having been stored.
  const after = (time: number): number => Math.max(0, Math.floor(time - start / 1000));
  const numbers = `${after(freshUntil)},${after(expiresAt)},${Math.ceil(loadMs)},${bytes}`;
  const named = tags.length === 0 ? '' : `,${JSON.stringify(tags).slice(1, -1)}`;
  return `${numbers},${json}${named}]`;
}

/** @throws SyntaxError when the stored thing is not an envelope, or the codec refuses it */
export function open<Value>(family: Family<Value>, stored: unknown): Entry<Value> {
  if (!isStored(stored)) throw new SyntaxError('not a cache entry');
  const [start, fresh, end, loadMs, bytes, data] = stored;
  const from = start / 1000;
  const tags = stored.length === valueAt + 1 ? noTags : (stored.slice(valueAt + 1) as string[]);
  try {
    const value = revive(family, data);
    return { value, start, freshUntil: from + fresh, expiresAt: from + end, loadMs, bytes, tags };
  } catch (error) {
    throw new SyntaxError(`the codec of family "${family.name}" refused it`, { cause: error });
  }
}

type Stored = [
  start: number,
  fresh: number,
  end: number,
  loadMs: number,
  bytes: number,
  data: unknown,
  ...tags: string[],
];

const valueAt = 5;
const noTags: readonly string[] = [];

function isStored(stored: unknown): stored is Stored {
  if (!Array.isArray(stored) || stored.length <= valueAt) return false;
  const list: readonly unknown[] = stored;
  for (let index = 0; index < valueAt; index++) if (!Number.isFinite(list[index])) return false;
  for (let index = valueAt + 1; index < list.length; index++) {
    if (typeof list[index] !== 'string') return false;
  }
  return true;
}
