export {
  type CatalogCommand,
  type CatalogHandlers,
  type CatalogMethod,
  type CatalogReply,
  type CatalogRequest,
  type CatalogResults,
  type Ledger,
  type WirePage,
  catalogMethods,
  catalogPackage,
  catalogPattern,
  catalogRpcName,
  catalogServiceName,
} from './catalog-api.js';
export {
  type CacheInvalidation,
  type CacheWarming,
  cacheId,
  cacheInvalidation,
  cacheWarming,
  familyName,
  invalidationTarget,
} from './cache-orders.js';
export { catalogProtoOptions, catalogProtoPath } from './catalog-proto.js';
export {
  type KnowledgeEntry,
  type KnowledgeInput,
  type KnowledgeType,
  type Product,
  type ProductInput,
  type SearchHit,
  type SearchResult,
  type Service,
  type ServiceInput,
  externalIdFilter,
  knowledgeEntry,
  knowledgeInput,
  knowledgeTypes,
  product,
  productInput,
  service,
  serviceInput,
} from './catalog.js';
export { assertMatches, entityTag } from './entity-tag.js';
export { type Money, money } from './money.js';
export { aPageOf, foreignCursor, type Page, type PageRequest, pageRequest } from './paging.js';
export { problemFromWire, problemToWire, type WireProblem } from './problem-wire.js';
export {
  problemFromStatusDetails,
  problemToStatusDetails,
  statusDetailsKey,
} from './status-details.js';
export {
  type FieldError,
  Problem,
  type ProblemCode,
  type ProblemDetails,
  problemCatalogue,
} from './problems.js';
export { type Source, source, type TurnJob, turnLease, turnsQueue } from './turns.js';
export { parseInput } from './validation.js';
export { isWellFormed, parseJson, refuseHostileShape } from './json-body.js';
export { withoutNulls } from './wire.js';
export { type ServicePass, ServicePasses } from './service-pass.js';
