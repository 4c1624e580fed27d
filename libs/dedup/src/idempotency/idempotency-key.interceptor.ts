import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { digest } from '../deduplication/fingerprint.js';
import {
  IdempotencyKeyInFlightException,
  IdempotencyKeyReusedException,
  IdempotencyUnavailableException,
  InvalidIdempotencyKeyException,
} from './idempotency-errors.js';
import { decode, encode, type IdempotencyRecord, newRecord } from './idempotency-record.js';
import { type IdempotencyStore, InjectIdempotencyStore } from './idempotency-store.js';

/** What Fastify's and Express's requests and responses have in common. */
interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly originalUrl?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
}

interface HttpResponse {
  readonly statusCode: number;
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

const maxKeyLength = 255;
const hourMs = 3_600_000;

/**
 * Honours the `Idempotency-Key` header of requests that change something: the first successful
 * answer is kept and given again to every repetition. A repetition while the first is in flight
 * gets 409, one with another method, path or body 422. A request that failed may be repeated.
 * Answers must be JSON.
 */
@Injectable()
export abstract class IdempotencyKeyInterceptor implements NestInterceptor {
  /** How long an answer is kept, in milliseconds. */
  protected readonly answerTtlMs: number = 24 * hourMs;
  /** How long a request whose process died keeps its key, in milliseconds; longer than any takes. */
  protected readonly inFlightTtlMs: number = 60_000;

  @InjectIdempotencyStore() protected readonly store!: IdempotencyStore;

  /** Whose keys they are: callers of different scopes never see each other's answers. */
  protected abstract getScope(context: ExecutionContext): string;

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const key = keyOf(request);
    if (key === undefined) return next.handle();
    const response = context.switchToHttp().getResponse<HttpResponse>();
    const storeKey = digest([this.getScope(context), key]);
    const record = newRecord(fingerprintOf(request));
    const earlier = await this.reserve(storeKey, record);
    if (earlier !== undefined) return of(this.repeat(earlier, record, response));
    return of(await this.answerFirst(storeKey, record, next, response));
  }

  private async reserve(
    storeKey: string,
    record: IdempotencyRecord,
  ): Promise<IdempotencyRecord | undefined> {
    try {
      const earlier = await this.store.reserve(storeKey, encode(record), this.inFlightTtlMs);
      return earlier === undefined ? undefined : decode(earlier);
    } catch (error) {
      throw new IdempotencyUnavailableException(error);
    }
  }

  private repeat(
    { fingerprint, answer }: IdempotencyRecord,
    record: IdempotencyRecord,
    response: HttpResponse,
  ): unknown {
    if (fingerprint !== record.fingerprint) throw new IdempotencyKeyReusedException();
    if (answer === undefined) throw new IdempotencyKeyInFlightException();
    response.status(answer.status);
    response.header('Idempotency-Replayed', 'true');
    return answer.body;
  }

  private async answerFirst(
    storeKey: string,
    record: IdempotencyRecord,
    next: CallHandler,
    response: HttpResponse,
  ): Promise<unknown> {
    const reserved = encode(record);
    let body: unknown;
    try {
      body = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await this.store.remove(storeKey, reserved).catch(() => undefined);
      throw error;
    }
    const answered = encode({ ...record, answer: { status: response.statusCode, body } });
    // The work is done: that its answer was not kept must not make it fail.
    await this.store.replace(storeKey, reserved, answered, this.answerTtlMs).catch(() => undefined);
    return body;
  }
}

/** Undefined: the request changes nothing or carries no key. @throws InvalidIdempotencyKeyException */
function keyOf({ method, headers }: HttpRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || ['GET', 'HEAD', 'OPTIONS'].includes(method)) return undefined;
  if (typeof key !== 'string' || key === '' || key.length > maxKeyLength) {
    throw new InvalidIdempotencyKeyException(maxKeyLength);
  }
  return key;
}

const fingerprintOf = ({ method, url, originalUrl, body }: HttpRequest): string =>
  digest([method, originalUrl ?? url, JSON.stringify(body)]);
