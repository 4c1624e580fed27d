import { Problem } from '#contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

const tag = /^(W\/)?"[\x21\x23-\x7e\x80-\xff]{0,200}"$/;

/**
 * Injects the request's `If-Match`: one entity tag; undefined where it is absent or `*`, as what is
 * changed must exist in any case.
 * @throws Problem `malformed`
 */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { headers } = context.switchToHttp().getRequest<{ headers: { 'if-match'?: string } }>();
  const given = headers['if-match'];
  if (given === undefined || given === '*') return undefined;
  if (tag.test(given)) return given;
  const errors = [{ field: 'If-Match', detail: 'must be one entity tag, or *' }];
  throw new Problem('malformed', 'If-Match must be one entity tag, or *', { errors });
});
