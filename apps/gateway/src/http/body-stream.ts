import { type Readable } from 'node:stream';

/** A body that has not been read yet. */
export class BodyStream implements AsyncIterable<Buffer> {
  constructor(
    /** Its `Content-Type`. */
    readonly mediaType = '',
    private readonly payload: Readable,
  ) {}

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return (this.payload as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** For `Idempotency-Key`: whether a file is the same cannot be known before it is read. */
  toJSON(): string {
    return this.mediaType;
  }
}
