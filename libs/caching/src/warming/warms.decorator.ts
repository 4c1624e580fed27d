import { type Warm } from './warming.js';

const warmsKey = Symbol('caching:warms');

/**
 * Marks a method that reads through the cache what a scope will be asked for of the family, such as
 * its list. It is called in the background: at start, before busy hours, and when asked for.
 */
export const Warms =
  (family: { name: string }) =>
  <Method extends Warm>(
    _target: object,
    _name: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    Reflect.defineMetadata(warmsKey, family.name, descriptor.value as object);
  };

/** The family's name; `undefined`: the method warms nothing. */
export const warmedFamily = (method: object): string | undefined =>
  Reflect.getMetadata(warmsKey, method) as string | undefined;
