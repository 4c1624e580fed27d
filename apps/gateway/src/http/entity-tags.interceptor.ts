import { entityTag } from '#contracts';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { type Observable, tap } from 'rxjs';

/** Sends the `ETag` of one resource that is read or changed: what `If-Match` is then asked with. */
@Injectable()
export class EntityTags implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { method } = http.getRequest<{ method: string }>();
    if (method !== 'GET' && method !== 'PATCH') return next.handle();
    const reply = http.getResponse<{ header(name: string, value: string): unknown }>();
    return next.handle().pipe(
      tap((answer: unknown) => {
        const isOne = typeof answer === 'object' && answer !== null && !('items' in answer);
        if (isOne) reply.header('etag', entityTag(answer));
      }),
    );
  }
}
