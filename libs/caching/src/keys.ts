import { createHash } from 'node:crypto';
import { InvalidOptionsError, MissingScopeError } from './errors.js';

export type KeyPart = string | number | boolean | null;

/** What identifies a value in its scope and family. `'a'` and `['a']` are the same id. */
export type CacheId = KeyPart | readonly KeyPart[];

interface NamedVersion {
  name: string;
  version: number;
}

const plain = /^[A-Za-z0-9._-]+$/;
const hostile = /[^A-Za-z0-9._-]/g;
const longestPart = 200;

/**
 * Builds Redis keys: `prefix:{scope}:family:version:id`. Different owners, families, versions and
 * ids never share a key, whatever they contain, and all keys of a scope hash to one Redis Cluster
 * slot because only the scope stands in braces.
 */
export class Keys {
  constructor(private readonly prefix: string) {
    if (!/^[A-Za-z0-9._:-]+$/.test(prefix)) {
      throw new InvalidOptionsError(
        `keyPrefix "${prefix}" must be one or more of A-Z, a-z, 0-9, ".", "_", "-" and ":".`,
      );
    }
  }

  /** Starts every key of the scope, and no other key. */
  scope(family: string, scope: string): string {
    if (!isScope(scope)) throw new MissingScopeError(family);
    return `${this.prefix}:{${encodeText(scope)}}:`;
  }

  /** The key of an entry. */
  entry(family: NamedVersion, scope: string, id: CacheId): string {
    return this.start(family, scope) + encodeId(id);
  }

  /** Starts every key of the family's entries in the scope; what follows is the id. */
  start(family: NamedVersion, scope: string): string {
    return `${this.scope(family.name, scope)}${family.name}:${family.version}:`;
  }

  /** The channel on which processes tell each other what they invalidated. */
  get channel(): string {
    return `${this.prefix}:invalidations`;
  }
}

/** A caller without types may hand over anything. */
export const isScope = (scope: unknown): scope is string =>
  typeof scope === 'string' && scope !== '';

/** The right to fill an entry. `~` starts no family, so it cannot meet an entry's key. */
export const leaseKey = (entryKey: string): string => entryKey.replace('}:', '}:~lease:');

/**
 * Keys of invalidation stamps: of a tag, of a family, of a whole scope. The `~` that starts the
 * last two is escaped in tags.
 */
export const stampKeys = {
  tag: (scopePrefix: string, tag: string): string => `${scopePrefix}~stamp:${encodeText(tag)}`,
  family: (scopePrefix: string, family: string): string => `${scopePrefix}~stamp:~family:${family}`,
  scope: (scopePrefix: string): string => `${scopePrefix}~stamp:~scope`,
};

/** Names the scope's family that a key of an entry or of a family's stamp belongs to. */
export function familyOf(key: string): string | undefined {
  const scope = scopeOf(key);
  const rest = key.slice(scope.length).replace('~stamp:~family:', '');
  return rest.startsWith('~') ? undefined : scope + rest.replace(/:.*/s, '');
}

/** The start of every key of the scope that owns `key`. */
export const scopeOf = (key: string): string => key.slice(0, key.indexOf('}:') + 2);

/** Injective: different lists of parts give different text, free of spaces and braces. */
export function encodeId(id: CacheId): string {
  if (typeof id === 'string' && id.length <= longestPart && plain.test(id)) return id;
  const parts: readonly KeyPart[] = isList(id) ? id : [id];
  return parts.length === 0 ? '~none' : shorten(parts.map(encodePart).join(':'));
}

const isList = (id: CacheId): id is readonly KeyPart[] => Array.isArray(id);

/** `~` marks what is not a string; in strings it is escaped, so `1` and `'1'` differ. */
function encodePart(part: KeyPart): string {
  return typeof part === 'string' ? escape(part) : `~${String(part)}`;
}

const encodeText = (text: string): string => shorten(escape(text));

/** Escapes UTF-16 code units, not characters: lone surrogates stay distinct too. */
function escape(text: string): string {
  if (text === '') return '~empty';
  if (plain.test(text)) return text;
  return text.replace(hostile, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function shorten(encoded: string): string {
  if (encoded.length <= longestPart) return encoded;
  return `~sha256-${createHash('sha256').update(encoded).digest('base64url')}`;
}
