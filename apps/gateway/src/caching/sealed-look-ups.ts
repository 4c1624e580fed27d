import { type CacheFamily, type Family, defineFamily } from '#caching';
import { type Change, forgetChanged } from '#changes';
import { SecretBoxError, type SecretBox } from '#persistence';

/** Whoever is looked up is not known before: these values belong to no tenant. */
const scope = 'directory';

/** What is cached of a look-up that must not be read, forged or moved in Redis; see `SealedLookUps`. */
export type SealedFamily = Family<string | undefined>;

export const defineSealedFamily = (name: string, ttlMs: number, version = 1): SealedFamily =>
  // What is unknown is asked for again each time: it may exist a moment later.
  defineFamily<string | undefined>({ name, version, ttlMs });

interface Envelope {
  id: string;
  /** Milliseconds since the epoch. */
  until: number;
  value: unknown;
}

/**
 * Look-ups on which access depends, cached so that Redis need not be trusted: an entry is encrypted
 * and authenticated together with its id and its end. Who can write to Redis can grant no key and
 * redirect no channel, not even by moving an entry or by bringing an old one back.
 */
export class SealedLookUps<Value extends object> {
  constructor(
    private readonly cache: CacheFamily<string | undefined>,
    private readonly secrets: SecretBox,
    /** How long an entry may be believed, in milliseconds: its TTL. */
    private readonly lifeMs: number,
  ) {}

  /** @param load brings undefined for what does not exist */
  async find(
    id: string,
    load: () => Promise<Value | undefined>,
    options?: { useCache: boolean },
  ): Promise<Value | undefined> {
    const loadSealed = async (): Promise<string | undefined> => {
      const value = await load();
      return value === undefined ? undefined : this.seal(id, value);
    };
    const sealed = await this.cache.get(scope, id, loadSealed, options);
    if (sealed === undefined) return undefined;
    const opened = this.open(id, sealed);
    if (opened !== undefined) return opened;
    await this.cache.invalidate(scope, id, 'unsealable');
    return load();
  }

  async forget(change: Change): Promise<void> {
    await forgetChanged(this.cache, scope, change);
  }

  private seal(id: string, value: Value): string {
    const until = Date.now() + this.lifeMs;
    const envelope: Envelope = { id, until, value };
    return this.secrets.seal(JSON.stringify(envelope)).toString('base64');
  }

  /** Undefined: not sealed by us for this id and this time, or with a key that is gone. */
  private open(id: string, sealed: string): Value | undefined {
    try {
      const text = this.secrets.open(Buffer.from(sealed, 'base64'));
      const envelope = JSON.parse(text) as Envelope;
      const holds = envelope.id === id && envelope.until > Date.now();
      return holds ? (envelope.value as Value) : undefined;
    } catch (error) {
      if (error instanceof SecretBoxError) return undefined;
      throw error;
    }
  }
}
