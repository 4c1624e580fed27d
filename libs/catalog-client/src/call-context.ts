import { type CatalogMethod, type CatalogReply } from '#contracts';

/** What goes along with a request on either transport. */
export interface CallContext {
  /** How long this attempt may take, in milliseconds. */
  timeoutMs: number;
  signal: AbortSignal | undefined;
  /** W3C trace context. */
  traceparent: string | undefined;
}

export type AnyReply = CatalogReply<CatalogMethod>;

/** Nobody answered: another way may be tried. Anything else that is thrown is an answer. */
export class NoAnswer extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NoAnswer';
  }
}
