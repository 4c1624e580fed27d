import { type CatalogHandlers, type CatalogMethod } from '#contracts';

const handlesKey = Symbol('tulia:handles-catalog-method');

type HandlerDescriptor<Method extends CatalogMethod> = TypedPropertyDescriptor<
  CatalogHandlers[Method]
>;

/** Marks the one method that answers a catalog method, on every transport. */
export const Handles =
  <Method extends CatalogMethod>(method: Method) =>
  (_target: object, _name: string, descriptor: HandlerDescriptor<Method>): void => {
    Reflect.defineMetadata(handlesKey, method, descriptor.value as object);
  };

export const handledMethod = (handler: object): CatalogMethod | undefined =>
  Reflect.getMetadata(handlesKey, handler) as CatalogMethod | undefined;
