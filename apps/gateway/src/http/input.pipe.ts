import { parseInput, Problem } from '#contracts';
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { ZodType } from 'zod';

/** Query parameters are named as they are written: `limit`, not the pointer `/limit`. */
export const parseQuery = <Parsed>(schema: ZodType<Parsed>, query: unknown): Parsed => {
  try {
    return parseInput(schema, query);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const errors = error.errors?.map(({ field, detail }) => ({ field: field.slice(1), detail }));
    throw new Problem(error.code, error.message.replace(/(^|; )\//g, '$1'), { errors });
  }
};

/** Parses what a handler takes by its schema: `@Body({ schema })`, `@Query({ schema })`. */
@Injectable()
export class InputPipe implements PipeTransform {
  /** @throws Problem `malformed` that names every wrong field */
  transform(value: unknown, { schema, type }: ArgumentMetadata): unknown {
    if (!(schema instanceof ZodType)) return value;
    return type === 'query' ? parseQuery(schema, value) : parseInput(schema, value);
  }
}
