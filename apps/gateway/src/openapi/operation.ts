import { type ProblemCode } from '#contracts';
import { Reflector } from '@nestjs/core';
import { type z } from 'zod';

interface OperationOptions<Answer> {
  /** What a good answer's body is; left out: it has none. */
  answer?: z.ZodType<Answer>;
  /** The media type of a good answer that is not JSON. */
  media?: string;
  /** The request's body and query, where a handler takes them otherwise than by `{ schema }`. */
  body?: z.ZodType;
  query?: z.ZodType;
  /** A body that is a file: its media types, and a file of each. */
  files?: Readonly<Record<string, string>>;
  /** Problems besides those that its key, its path, its query and its body can bring. */
  problems?: readonly ProblemCode[];
}

/** What the API's description says of a route that cannot be read off its handler. */
export interface Operation extends OperationOptions<unknown> {
  /** A sentence without its full stop. */
  summary: string;
}

const decorator = Reflector.createDecorator<Operation>();

type Describes<Answer> = <Handler extends (...args: never[]) => Answer | Promise<Answer>>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<Handler>,
) => void;

/**
 * Describes a route in `/docs/openapi.json`. The compiler checks the answer's schema against what
 * the handler returns; a test checks real answers against it.
 *
 * @example
 * @Get(':id')
 * @Members()
 * @Describe('One product', { answer: product })
 * get(…): Promise<Product> { … }
 */
export const Describe = <Answer = unknown>(
  summary: string,
  options: OperationOptions<Answer> = {},
): Describes<Answer> => decorator({ summary, ...options });

/** @returns undefined where nobody described the handler */
export const operationOf = (reflector: Reflector, handler: object): Operation | undefined =>
  reflector.get(decorator, handler as Parameters<Reflector['get']>[1]);
