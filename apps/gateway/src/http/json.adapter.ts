import { isWellFormed, parseJson, Problem } from '#contracts';
import { type OpenSpan, openSpan } from '#observability';
import { asNobody } from '#persistence';
import helmet from '@fastify/helmet';
import { RouteConfig, FastifyAdapter } from '@nestjs/platform-fastify';
import { asProblem } from '../problems/as-problem.js';
import { BodyStream } from './body-stream.js';
import { hangUp, type Reply, sendProblem } from '../problems/send-problem.js';

const maxBodyBytes = 256 * 1024;

const isJson = /^application\/json\b/i;
const streamedJson = 'application/vnd.tulia.stream+json';

interface RouteOptions {
  unparsedBody?: boolean;
  streamedBody?: boolean;
}

/** The route's `@Body()` is the raw `Buffer`: for bodies that are only trusted once verified. */
export const UnparsedBody = (): MethodDecorator =>
  RouteConfig({ unparsedBody: true } satisfies RouteOptions);

/** The route's `@Body()` is a `BodyStream`: a file of any size is read as it arrives. */
export const StreamedBody = (): MethodDecorator =>
  RouteConfig({ streamedBody: true } satisfies RouteOptions);

/** Requests under way, each a step of its caller's trace. */
const spans = new WeakMap<object, OpenSpan>();

/** Of a request's trace, also where its context is gone; undefined where it is not recorded and sent. */
export const traceOf = (request: object): string | undefined => spans.get(request)?.sampledTraceId;

/** @throws Problem `malformed` */
const parseUnicode = (body: Buffer): unknown => {
  const value = parseJson(body);
  if (!isWellFormed(value)) throw new Problem('malformed', 'text must be well-formed Unicode');
  return value;
};

/** Whether pages of an origin may call a URL and read its answers. */
export type PageAccess = (url: string, origin: string) => Promise<boolean>;

interface BrowserRequest {
  url: string;
  headers: { origin?: string };
}

/** Fastify that takes JSON of at most 256 KiB (and forms, where they are signed), and carries the caller's trace on. */
export class JsonAdapter extends FastifyAdapter {
  /** Routes are for servers and our console unless a module opens some to pages of other sites. */
  pageAccess: PageAccess = () => Promise.resolve(false);

  /** @param trustedProxies whose `X-Forwarded-For` is believed: addresses and CIDRs */
  constructor(trustedProxies: readonly string[] = []) {
    super({
      trustProxy: trustedProxies.length > 0 && [...trustedProxies],
      bodyLimit: maxBodyBytes,
      // A client that sends its request byte by byte holds a connection this long at most.
      requestTimeout: 30_000,
      // What goes wrong before there is a route: malformed URLs, malformed HTTP.
      frameworkErrors: (error: Error, _request: unknown, reply: unknown) => {
        sendProblem(reply as Reply, asProblem(error));
      },
      clientErrorHandler: hangUp,
    });
    // Answers are data: a page among them brings its own, wider policy.
    void this.getInstance().register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      crossOriginResourcePolicy: { policy: 'cross-origin' },
    });
    this.enableCors({
      delegator: async ({ url, headers: { origin } }: BrowserRequest) => {
        const allowed = origin !== undefined && (await this.pageAccess(url, origin));
        return { origin: allowed && origin, maxAge: 600 };
      },
    });
  }

  /** Called once, before routes are made. */
  override registerParserMiddleware(): void {
    const fastify = this.getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser<Buffer>(
      'application/json',
      { parseAs: 'buffer' },
      (request, body, done) => {
        const { unparsedBody } = request.routeOptions.config as RouteOptions;
        try {
          done(null, unparsedBody ? body : parseUnicode(body));
        } catch (error) {
          done(error as Error);
        }
      },
    );
    fastify.addContentTypeParser<Buffer>(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer' },
      (request, body, done) => {
        const { unparsedBody } = request.routeOptions.config as RouteOptions;
        // Forms are for providers that write them: a browser sends one to any site, unasked.
        if (unparsedBody) done(null, body);
        else done(new Problem('unsupported_media_type'));
      },
    );
    this.streamFiles();
    this.traceRequests();
  }

  /** Files are streamed to routes that ask for it, JSON too; other routes take no files. */
  private streamFiles(): void {
    const fastify = this.getInstance();
    fastify.addHook('onRequest', (request, _reply, done) => {
      const { streamedBody } = request.routeOptions.config as RouteOptions;
      const { headers } = request;
      // JSON's own parser gathers all of it first.
      if (streamedBody && isJson.test(headers['content-type'] ?? '')) {
        headers['content-type'] = streamedJson;
      }
      done();
    });
    fastify.addContentTypeParser(
      [streamedJson, 'application/x-ndjson', 'text/csv'],
      (request, payload, done) => {
        const { streamedBody } = request.routeOptions.config as RouteOptions;
        if (streamedBody) done(null, new BodyStream(request.headers['content-type'], payload));
        else done(new Problem('unsupported_media_type'));
      },
    );
  }

  /** Each request is a step of its caller's trace. */
  private traceRequests(): void {
    const fastify = this.getInstance();
    // After the body has been read: a context begun earlier is lost in the socket's own events.
    fastify.addHook('preValidation', (request, _reply, done) => {
      const { traceparent } = request.headers;
      const route = request.routeOptions.url ?? '';
      const span = openSpan(`${request.method} ${route}`.trim(), {
        kind: 'server',
        traceparent: typeof traceparent === 'string' ? traceparent : undefined,
        attributes: { 'http.request.method': request.method, 'http.route': route },
      });
      spans.set(request, span);
      span.run(() => asNobody(done));
    });
    fastify.addHook('onResponse', (request, { statusCode }, done) => {
      const span = spans.get(request);
      span?.set({ 'http.response.status_code': statusCode });
      span?.end(statusCode >= 500 ? new Error(String(statusCode)) : undefined);
      done();
    });
  }
}
