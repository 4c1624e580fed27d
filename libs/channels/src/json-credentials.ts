import { type z } from 'zod';
import { type ChannelConnection } from './channel-adapter.js';

/**
 * The credentials as they were validated when the tenant set them.
 * @throws Error for a channel that has none, or those of another kind
 */
export const credentialsOf = <Schema extends z.ZodType>(
  { secret }: Pick<ChannelConnection, 'secret'>,
  schema: Schema,
): z.output<Schema> => {
  if (secret === null) throw new Error('the channel has no credentials');
  return schema.parse(JSON.parse(secret));
};
