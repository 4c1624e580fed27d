import { type CatalogMethod } from '#contracts';
import { itemInputs, type Items, type World } from './world.js';

export interface GuardedRpc {
  access: 'read' | 'write';
  /** A request that is right in everything but, perhaps, who sends it. */
  request: (world: World) => Promise<object>;
}

const ofItems = (
  items: Items,
): Record<'list' | 'get' | 'create' | 'update' | 'remove', GuardedRpc> => ({
  list: { access: 'read', request: ({ tenantId }) => Promise.resolve({ tenantId, limit: 10 }) },
  get: {
    access: 'read',
    request: async (world) => ({ tenantId: world.tenantId, id: await world.item(items) }),
  },
  create: {
    access: 'write',
    request: ({ tenantId }) => Promise.resolve({ tenantId, input: itemInputs[items] }),
  },
  update: {
    access: 'write',
    request: async (world) => ({
      tenantId: world.tenantId,
      id: await world.item(items),
      patch: { title: 'Renamed' },
      updateMask: ['title'],
    }),
  },
  remove: {
    access: 'write',
    request: async (world) => ({ tenantId: world.tenantId, id: await world.item(items) }),
  },
});

const products = ofItems('products');
const services = ofItems('services');
const knowledge = ofItems('knowledge');

/** Every RPC of catalog-service. A method of the proto file without an entry fails the matrix. */
export const guardedRpcs: Record<CatalogMethod, GuardedRpc> = {
  listProducts: products.list,
  getProduct: products.get,
  createProduct: products.create,
  updateProduct: products.update,
  deleteProduct: products.remove,
  listServices: services.list,
  getService: services.get,
  createService: services.create,
  updateService: services.update,
  deleteService: services.remove,
  listKnowledge: knowledge.list,
  getKnowledge: knowledge.get,
  createKnowledge: knowledge.create,
  updateKnowledge: knowledge.update,
  deleteKnowledge: knowledge.remove,
  search: {
    access: 'read',
    request: ({ tenantId }) => Promise.resolve({ tenantId, query: 'teapot', limit: 3 }),
  },
};
