import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What the holder of a pass may do, and for whom. */
export interface ServicePass {
  tenantId: string;
  access: 'read' | 'write';
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

const claims = z.strictObject({
  tenantId: z.uuid(),
  access: z.enum(['read', 'write']),
  expiresAt: z.int(),
});

const prefix = 'pass';

const macKeyOf = (key: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'tulia service pass', 32));

/**
 * What our services show each other over gRPC: `pass.<key name>.<claims>.<HMAC-SHA-256>`, short of
 * life and good for one tenant, so that one that leaks opens little. The keys are derived from
 * ENCRYPTION_KEYS (HKDF, RFC 5869) and are rotated with them.
 */
export class ServicePasses {
  private readonly keys: Map<string, Buffer>;
  private readonly signingKey: string;

  /** @param keys `name:base64 of 32 bytes`; the first signs, all are accepted */
  constructor(keys: readonly string[]) {
    this.keys = new Map(
      keys.map((key) => {
        const [name = '', secret = ''] = key.split(':');
        return [name, macKeyOf(Buffer.from(secret, 'base64'))];
      }),
    );
    const [first] = this.keys.keys();
    if (first === undefined) throw new Error('A service needs a key to sign its passes with');
    this.signingKey = first;
  }

  issue(pass: ServicePass): string {
    const body = Buffer.from(JSON.stringify(pass)).toString('base64url');
    const signed = `${prefix}.${this.signingKey}.${body}`;
    return `${signed}.${this.mac(this.signingKey, signed).toString('base64url')}`;
  }

  static isPass(token: string): boolean {
    return token.startsWith(`${prefix}.`);
  }

  /** Undefined: not one of ours, changed, or expired. */
  read(token: string): ServicePass | undefined {
    const [kind, keyName = '', body = '', mac = '', ...rest] = token.split('.');
    if (kind !== prefix || rest.length > 0 || !this.keys.has(keyName)) return undefined;
    const expected = this.mac(keyName, `${prefix}.${keyName}.${body}`);
    const given = Buffer.from(mac, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const pass = claims.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
    return pass.expiresAt > Date.now() ? pass : undefined;
  }

  private mac(keyName: string, text: string): Buffer {
    return createHmac('sha256', this.keys.get(keyName) ?? '')
      .update(text)
      .digest();
  }
}
