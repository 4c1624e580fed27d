import { Inject } from '@nestjs/common';
import { DuplicateCallError, LeaseUnavailableError, StateUnavailableError } from '../errors.js';
import { Deduplicator } from './deduplicator.js';

export interface DeduplicateOptions<Arguments extends unknown[]> {
  /** Same key, same work: from the method's arguments. Undefined: this call is not deduplicated. */
  key: (...args: Arguments) => string | undefined;
  /** How long a completed call is remembered, in milliseconds (`stateTtlMs`). */
  ttlMs?: number;
  /**
   * What a duplicate gets: undefined (`skip`, the default), a DuplicateCallError (`throw`), or what
   * a function returns.
   */
  onDuplicate?: 'skip' | 'throw' | ((duplicate: DuplicateCallError, ...args: Arguments) => unknown);
  /** When Redis cannot tell: throw (the default), or run the method all the same. */
  whenUnavailable?: 'throw' | 'run';
}

/** Where Nest puts the Deduplicator into instances of decorated classes. */
const deduplicator = Symbol('Deduplicator');

type Method<Arguments extends unknown[], Result> = (...args: Arguments) => Promise<Result>;

/**
 * Runs an async method of anything Nest creates (provider, controller, queue processor) once per
 * key, over all processes. A call that failed may be made again.
 *
 * @example
 * \@Deduplicate({ key: (job: ImportJob) => `import:${job.id}`, ttlMs: 3_600_000 })
 * async import(job: ImportJob): Promise<void> { … }
 */
export function Deduplicate<Arguments extends unknown[]>(options: DeduplicateOptions<Arguments>) {
  return <Rest extends unknown[], Result>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<Method<[...Arguments, ...Rest], Result>>,
  ): void => {
    const original = descriptor.value;
    if (original === undefined) throw new TypeError(`${String(name)} is not a method.`);
    Inject(Deduplicator)(target, deduplicator);
    const once = function (
      this: { [deduplicator]: Deduplicator },
      ...args: [...Arguments, ...Rest]
    ): Promise<Result> {
      const work = (): Promise<Result> => original.apply(this, args);
      const keyArgs = args as unknown as Arguments;
      // What a duplicate gets instead of a result is the decorator's business, not the type's.
      return runOnce(this[deduplicator], options, keyArgs, work) as Promise<Result>;
    };
    Object.defineProperty(once, 'name', { value: name });
    copyMetadata(original, once);
    descriptor.value = once;
  };
}

async function runOnce<Arguments extends unknown[]>(
  calls: Deduplicator,
  { key: keyOf, ttlMs, onDuplicate = 'skip', whenUnavailable }: DeduplicateOptions<Arguments>,
  args: Arguments,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const key = keyOf(...args);
  if (key === undefined) return work();
  let began = false;
  const begin = (): Promise<unknown> => {
    began = true;
    return work();
  };
  try {
    return await calls.run(key, { ttlMs }, begin);
  } catch (error) {
    // What the work itself throws, be it a DuplicateCallError of its own, goes to the caller.
    if (began) throw error;
    if (error instanceof DuplicateCallError) return answerDuplicate(error, onDuplicate, args);
    if (whenUnavailable === 'run' && isUnavailable(error)) return work();
    throw error;
  }
}

function answerDuplicate<Arguments extends unknown[]>(
  duplicate: DuplicateCallError,
  onDuplicate: NonNullable<DeduplicateOptions<Arguments>['onDuplicate']>,
  args: Arguments,
): unknown {
  if (onDuplicate === 'throw') throw duplicate;
  return onDuplicate === 'skip' ? undefined : onDuplicate(duplicate, ...args);
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof LeaseUnavailableError || error instanceof StateUnavailableError;

/** What other decorators, such as `@Process`, have written on the method itself. */
function copyMetadata(from: object, to: object): void {
  for (const key of Reflect.getMetadataKeys(from) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, from), to);
  }
}
