/** One message of PostgreSQL's protocol: its type and what follows the length. */
export interface Frame {
  type: string;
  body: Buffer;
}

/**
 * Cuts a stream into messages (PostgreSQL 18, chapter 54.7): one byte of type, four of length, the
 * rest. The very first message of a client has no type; it is passed over.
 */
export class PostgresFrames {
  private rest: Buffer = Buffer.alloc(0);
  private untyped: boolean;

  constructor({ startsUntyped }: { startsUntyped: boolean }) {
    this.untyped = startsUntyped;
  }

  read(chunk: Buffer): Frame[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const header = this.untyped ? 4 : 5;
      if (this.rest.length < header) return frames;
      const end = header - 4 + this.rest.readUInt32BE(header - 4);
      if (this.rest.length < end) return frames;
      if (this.untyped) this.untyped = false;
      else {
        const type = String.fromCharCode(this.rest[0] ?? 0);
        frames.push({ type, body: this.rest.subarray(header, end) });
      }
      this.rest = this.rest.subarray(end);
    }
  }
}

/** The SQL of a Parse (name, then query) or Query message; undefined for others. */
export const sqlOf = ({ type, body }: Frame): string | undefined => {
  if (type === 'Q') return body.toString('utf8', 0, body.length - 1);
  if (type !== 'P') return undefined;
  const start = body.indexOf(0) + 1;
  return body.toString('utf8', start, body.indexOf(0, start));
};
