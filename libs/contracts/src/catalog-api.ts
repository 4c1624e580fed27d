import { z } from 'zod';
import {
  externalIdFilter,
  knowledgeInput,
  type KnowledgeEntry,
  knowledgeTypes,
  productInput,
  type Product,
  type SearchResult,
  serviceInput,
  type Service,
} from './catalog.js';
import { pageRequest } from './paging.js';
import { withoutNulls } from './wire.js';

/** The catalog-service's name in gRPC (`tulia.catalog.v1.Catalog`) and in Redis patterns. */
export const catalogPackage = 'tulia.catalog.v1';
export const catalogServiceName = 'Catalog';

/** One spelling: ids are also keys of caches. */
const uuid = z.uuid().toLowerCase();
const tenantId = uuid;
const byId = z.object({ tenantId, id: uuid });
/** Only while the item is what this entity tag names. */
const ifMatch = z.string().max(256).optional();
const ifUnchanged = byId.extend({ ifMatch });
const useCache = z.boolean().default(true);
const getRequest = byId.extend({ useCache });
const listRequest = pageRequest.extend({
  tenantId,
  activeOnly: z.boolean().default(false),
  externalId: externalIdFilter.optional(),
  useCache,
});

/**
 * A partial update as in AIP-134: fields named in `updateMask` are set to what `patch` holds for
 * them, or cleared where it holds nothing; all others stay. The mask is needed because neither
 * transport can tell an absent field from an emptied one. Parsed, `patch` holds named fields only.
 */
const updateRequest = <Shape extends z.ZodRawShape>(input: z.ZodObject<Shape>) =>
  ifUnchanged
    .extend({
      patch: z.record(z.string(), z.unknown()),
      updateMask: z.array(z.enum(Object.keys(input.shape))).min(1),
    })
    .transform((request, context) => {
      const named = new Set(request.updateMask);
      const only = (entries: [string, unknown][]): Record<string, unknown> =>
        Object.fromEntries(entries.filter(([field]) => named.has(field)));
      const schema = z.strictObject(only(Object.entries(input.shape)) as Partial<Shape>);
      const parsed = schema.safeParse(withoutNulls(only(Object.entries(request.patch))));
      for (const { path, message } of parsed.error?.issues ?? []) {
        context.addIssue({ code: 'custom', path: ['patch', ...path], message });
      }
      return { ...request, patch: (parsed.data ?? {}) as Partial<z.output<z.ZodObject<Shape>>> };
    });

/**
 * The methods that catalog-service serves, the same over Redis transport and gRPC. `idempotent`
 * ones may be asked again after a lost answer; the others travel over gRPC only (see CatalogClient).
 */
/** At most so many of them; none is as good as absent, which protobuf cannot tell apart. */
const someOf = <Item extends z.ZodType>(item: Item, most: number) =>
  z
    .array(item)
    .max(most)
    .transform((items) => (items.length === 0 ? undefined : items))
    .optional();

export const catalogMethods = {
  listProducts: { request: listRequest, idempotent: true },
  getProduct: { request: getRequest, idempotent: true },
  createProduct: { request: z.object({ tenantId, input: productInput }), idempotent: false },
  updateProduct: { request: updateRequest(productInput), idempotent: false },
  deleteProduct: { request: ifUnchanged, idempotent: false },
  listServices: { request: listRequest, idempotent: true },
  getService: { request: getRequest, idempotent: true },
  createService: { request: z.object({ tenantId, input: serviceInput }), idempotent: false },
  updateService: { request: updateRequest(serviceInput), idempotent: false },
  deleteService: { request: ifUnchanged, idempotent: false },
  listKnowledge: {
    request: listRequest.extend({ type: z.enum(knowledgeTypes).optional() }),
    idempotent: true,
  },
  getKnowledge: { request: getRequest, idempotent: true },
  createKnowledge: { request: z.object({ tenantId, input: knowledgeInput }), idempotent: false },
  updateKnowledge: { request: updateRequest(knowledgeInput), idempotent: false },
  deleteKnowledge: { request: ifUnchanged, idempotent: false },
  search: {
    request: z.object({
      tenantId,
      query: z.string().trim().min(1).max(4_000),
      /** What the conversation was about just before; its words weigh little. */
      context: z.string().trim().max(4_000).optional(),
      /** Among equally relevant items those of this language win. */
      language: z.string().optional(),
      /** Only items of these kinds; absent: all. */
      kinds: someOf(z.enum(['product', 'service', 'knowledge']), 3),
      /** Only items written in these languages (ISO 639-1); absent: all. */
      languages: someOf(z.string().max(8), 10),
      limit: z.int().min(1).max(50).default(8),
      useCache,
    }),
    idempotent: true,
  },
} as const;

export type CatalogMethod = keyof typeof catalogMethods;

/** What a caller sends: defaults may be left out. */
export type CatalogRequest<Method extends CatalogMethod> = z.input<
  (typeof catalogMethods)[Method]['request']
>;

/** What a handler receives: validated, defaults filled in. */
export type CatalogCommand<Method extends CatalogMethod> = z.output<
  (typeof catalogMethods)[Method]['request']
>;

/** Pages on the wire have no nulls: gRPC cannot carry them. */
export interface WirePage<Item> {
  items: Item[];
  nextCursor?: string;
}

export interface CatalogResults {
  listProducts: WirePage<Product>;
  getProduct: Product;
  createProduct: Product;
  updateProduct: Product;
  deleteProduct: Record<string, never>;
  listServices: WirePage<Service>;
  getService: Service;
  createService: Service;
  updateService: Service;
  deleteService: Record<string, never>;
  listKnowledge: WirePage<KnowledgeEntry>;
  getKnowledge: KnowledgeEntry;
  createKnowledge: KnowledgeEntry;
  updateKnowledge: KnowledgeEntry;
  deleteKnowledge: Record<string, never>;
  search: SearchResult;
}

/** What an answer cost in the service that gave it; callers add it to their own unit of work. */
export interface Ledger {
  sqlStatements: number;
  cacheHits: number;
  cacheMisses: number;
}

/** Every answer, on either transport. */
export interface CatalogReply<Method extends CatalogMethod> {
  result: CatalogResults[Method];
  ledger: Ledger;
}

export type CatalogHandlers = {
  [Method in CatalogMethod]: (command: CatalogCommand<Method>) => Promise<CatalogResults[Method]>;
};

/** `listProducts` → `catalog.listProducts`, its pattern on the Redis transport. */
export const catalogPattern = (method: CatalogMethod): string => `catalog.${method}`;

/** `listProducts` → `ListProducts`, its name in the proto file. */
export const catalogRpcName = (method: CatalogMethod): string =>
  method.charAt(0).toUpperCase() + method.slice(1);
