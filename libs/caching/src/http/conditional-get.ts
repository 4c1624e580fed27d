import { createHash } from 'node:crypto';
import { Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** The part of a Fastify reply that its send hook needs. */
interface FastifyReply {
  statusCode: number;
  request: { headers: Record<string, string | string[] | undefined> };
  getHeader(name: string): unknown;
  code(status: number): unknown;
}

interface FastifyInstance {
  addHook(
    name: 'onSend',
    hook: (request: unknown, reply: FastifyReply, payload: unknown) => Promise<unknown>,
  ): unknown;
}

interface HttpExchange {
  getRequest(): unknown;
  getResponse(): object;
}

/**
 * Conditional requests (RFC 9110, 13) for cached responses: an ETag of the value, and 304 without a
 * body for a client that has it. `no-cache` lets clients keep a response but makes them ask each
 * time, so that an invalidation reaches them too; `private`, because the scope is not in the URL.
 */
@Injectable()
export class ConditionalGet implements OnModuleInit {
  /** Cached values are frozen and shared, so each is hashed once. */
  readonly #etags = new WeakMap<object, string>();
  readonly #marked = new WeakSet<object>();

  constructor(@Optional() private readonly host?: HttpAdapterHost) {}

  onModuleInit(): void {
    const adapter = this.host?.httpAdapter;
    // Express answers 304 by itself when the ETag matches; Fastify leaves it to us.
    if (adapter?.getType?.() !== 'fastify') return;
    const fastify: FastifyInstance = adapter.getInstance();
    fastify.addHook('onSend', (_request, reply, payload) => {
      if (!this.#marked.has(reply) || reply.statusCode !== 200 || !holdsCurrent(reply)) {
        return Promise.resolve(payload);
      }
      reply.code(304);
      return Promise.resolve('');
    });
  }

  /** Gives the response to a GET or HEAD its validators. */
  mark(http: HttpExchange, value: unknown): void {
    const { method } = http.getRequest() as { method?: string };
    const adapter = this.host?.httpAdapter;
    if (adapter === undefined || (method !== 'GET' && method !== 'HEAD')) return;
    const response = http.getResponse();
    adapter.setHeader(response, 'ETag', this.#etag(value));
    adapter.setHeader(response, 'Cache-Control', 'private, no-cache');
    this.#marked.add(response);
  }

  #etag(value: unknown): string {
    const known = isObject(value) ? this.#etags.get(value) : undefined;
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(JSON.stringify(value) ?? '');
    // Weak: compression may change the bytes but not the value.
    const etag = `W/"${hash.digest('base64url').slice(0, 22)}"`;
    if (isObject(value)) this.#etags.set(value, etag);
    return etag;
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether the client's If-None-Match names the ETag. */
function holdsCurrent(reply: FastifyReply): boolean {
  const condition = reply.request.headers['if-none-match'];
  if (typeof condition !== 'string') return false;
  const known = condition.split(',').map((etag) => etag.trim());
  return known.includes('*') || known.includes(String(reply.getHeader('etag')));
}
