import { type ExecutionContext } from '@nestjs/common';
import { z } from 'zod';
import { parseQuery } from './input.pipe.js';

/** `true` or `false`, as text. */
export const flag = z
  .stringbool({ truthy: ['true'], falsy: ['false'], error: 'must be true or false' })
  .meta({ type: 'boolean' });

/** `?use_cache=false` reads past every cache. */
export const readQuery = z
  .object({ use_cache: flag.default(true) })
  .transform(({ use_cache: useCache }) => ({ useCache }));
export type ReadQuery = z.output<typeof readQuery>;

/** The same where no handler runs. @throws Problem `malformed` */
export const readQueryOf = (context: ExecutionContext): ReadQuery =>
  parseQuery(readQuery, context.switchToHttp().getRequest<{ query: unknown }>().query);
