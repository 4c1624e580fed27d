import { itemInputs, type Items, type Role, type World } from './world.js';

/** One call that is right in everything but, perhaps, who makes it. */
export interface RouteCall {
  /** The path with its ids, and its query. */
  path: string;
  json?: unknown;
}

export interface GuardedRoute {
  /** Whose keys open it; the first of them makes the right call. */
  roles: readonly [Role, ...Role[]];
  /** What the right call is answered with. */
  right: number;
  /** What the same role of another tenant is answered with; none for the platform's own routes. */
  foreign?: number;
  call: (world: World) => Promise<RouteCall>;
}

const members = ['owner', 'operator', 'viewer'] as const;
const staff = ['owner', 'operator'] as const;
const everyone = ['owner', 'operator', 'viewer', 'platform'] as const;

/** Of the tenant whose key calls: another tenant's key sees, or makes, only its own. */
const ofTheCaller = (
  roles: GuardedRoute['roles'],
  right: number,
  path: string,
  json?: unknown,
): GuardedRoute => ({
  roles,
  right,
  foreign: right,
  call: () => Promise.resolve(json === undefined ? { path } : { path, json }),
});

/** Names a thing of our tenant, so it is not there for another. */
const ofAThing = (
  roles: GuardedRoute['roles'],
  right: number,
  call: (world: World) => Promise<string>,
  json?: unknown,
): GuardedRoute => ({
  roles,
  right,
  foreign: 404,
  call: async (world) => {
    const path = await call(world);
    return json === undefined ? { path } : { path, json };
  },
});

const catalogRoutes = (items: Items): Record<string, GuardedRoute> => {
  const one = async (world: World): Promise<string> => `/v1/${items}/${await world.item(items)}`;
  return {
    [`GET /v1/${items}`]: ofTheCaller(members, 200, `/v1/${items}`),
    [`POST /v1/${items}`]: ofTheCaller(staff, 201, `/v1/${items}`, itemInputs[items]),
    [`GET /v1/${items}/:id`]: ofAThing(members, 200, one),
    [`PATCH /v1/${items}/:id`]: ofAThing(staff, 200, one, { active: false }),
    [`DELETE /v1/${items}/:id`]: ofAThing(staff, 204, one),
    [`POST /v1/${items}/import`]: ofTheCaller(staff, 202, `/v1/${items}/import`, []),
  };
};

const inConversation =
  (rest = '') =>
  async (world: World): Promise<string> =>
    `/v1/conversations/${await world.conversation()}${rest}`;

const ofMessage =
  (rest: string) =>
  async (world: World): Promise<string> =>
    `/v1/messages/${(await world.message()).messageId}${rest}`;

const ofQuestion =
  (rest: string) =>
  async (world: World): Promise<string> =>
    `/v1/unanswered-questions/${await world.question()}${rest}`;

const tenant = ({ tenantId }: World): Promise<string> => Promise.resolve(`/v1/tenants/${tenantId}`);
const channel = ({ channelId }: World): Promise<string> =>
  Promise.resolve(`/v1/channels/${channelId}`);

/** Names our tenant in the body. */
const ordering = (right: number, call: (tenantId: string) => RouteCall): GuardedRoute => ({
  roles: ['owner', 'operator', 'platform'],
  right,
  foreign: 404,
  call: ({ tenantId }) => Promise.resolve(call(tenantId)),
});

const newChannel = { kind: 'webhook', name: 'Shop', deliveryUrl: 'https://shop.example' };

/**
 * Every route that needs a key. A new route without an entry here, or among `publicRoutes`, fails
 * the matrix.
 */
export const guardedRoutes: Record<string, GuardedRoute> = {
  'GET /v1/tenants': {
    roles: ['platform'],
    right: 200,
    call: () => Promise.resolve({ path: '/v1/tenants' }),
  },
  'POST /v1/tenants': {
    roles: ['platform'],
    right: 201,
    call: () => Promise.resolve({ path: '/v1/tenants', json: { name: 'New' } }),
  },
  'GET /v1/tenants/:id': ofAThing(['owner', 'platform'], 200, tenant),
  'PATCH /v1/tenants/:id': ofAThing(['owner', 'platform'], 200, tenant, { name: 'Renamed' }),
  'GET /v1/keys': ofTheCaller(['owner'], 200, '/v1/keys'),
  'POST /v1/keys': ofTheCaller(['owner'], 201, '/v1/keys', { name: 'New', role: 'viewer' }),
  'DELETE /v1/keys/:id': ofAThing(['owner'], 204, async (world) => `/v1/keys/${await world.key()}`),
  'GET /v1/channels': ofTheCaller(staff, 200, '/v1/channels'),
  'POST /v1/channels': ofTheCaller(['owner'], 201, '/v1/channels', newChannel),
  'GET /v1/channels/:id': ofAThing(staff, 200, channel),
  'PATCH /v1/channels/:id': ofAThing(['owner'], 200, channel, { name: 'Renamed' }),
  'GET /v1/agent': ofTheCaller(members, 200, '/v1/agent'),
  'PATCH /v1/agent': ofTheCaller(['owner'], 200, '/v1/agent', { tone: 'dry' }),
  'GET /v1/handoff-webhook': ofAThing(members, 200, (world) => world.handoffWebhook()),
  'PUT /v1/handoff-webhook': ofTheCaller(['owner'], 200, '/v1/handoff-webhook', {
    url: 'https://shop.example/handoffs',
  }),
  'DELETE /v1/handoff-webhook': ofTheCaller(['owner'], 204, '/v1/handoff-webhook'),
  ...catalogRoutes('products'),
  ...catalogRoutes('services'),
  ...catalogRoutes('knowledge'),
  'GET /v1/imports': ofTheCaller(members, 200, '/v1/imports'),
  'GET /v1/imports/:id': ofAThing(
    members,
    200,
    async (world) => `/v1/imports/${await world.import()}`,
  ),
  'GET /v1/imports/:id/errors': ofAThing(
    members,
    200,
    async (world) => `/v1/imports/${await world.import()}/errors`,
  ),
  'POST /v1/keys/:id/rotate': ofAThing(
    ['owner'],
    201,
    async (world) => `/v1/keys/${await world.key()}/rotate`,
    {},
  ),
  'GET /v1/audit': ofTheCaller(['owner'], 200, '/v1/audit'),
  'GET /v1/customers/:id/export': ofAThing(
    ['owner'],
    200,
    async (world) => `/v1/customers/${await world.customer()}/export`,
  ),
  'DELETE /v1/customers/:id': ofAThing(
    ['owner'],
    200,
    async (world) => `/v1/customers/${await world.customer()}`,
  ),
  'GET /v1/conversations': ofTheCaller(members, 200, '/v1/conversations'),
  'GET /v1/conversations/:id': ofAThing(members, 200, inConversation()),
  'GET /v1/conversations/:id/messages': ofAThing(members, 200, inConversation('/messages')),
  'GET /v1/conversations/:id/interactions': ofAThing(members, 200, inConversation('/interactions')),
  'POST /v1/conversations/:id/handoff': ofAThing(staff, 200, inConversation('/handoff'), {}),
  'POST /v1/conversations/:id/return': ofAThing(staff, 200, inConversation('/return'), {}),
  'POST /v1/conversations/:id/close': ofAThing(staff, 200, inConversation('/close'), {}),
  'POST /v1/conversations/:id/replies': ofAThing(staff, 201, inConversation('/replies'), {
    text: 'Yes, we are.',
  }),
  'GET /v1/unanswered-questions': ofTheCaller(members, 200, '/v1/unanswered-questions'),
  'POST /v1/unanswered-questions/:id/draft': ofAThing(staff, 201, ofQuestion('/draft'), {
    content: 'We do not.',
  }),
  'POST /v1/unanswered-questions/:id/dismiss': ofAThing(staff, 204, ofQuestion('/dismiss'), {}),
  'GET /v1/messages': ofTheCaller(members, 200, '/v1/messages?state=received'),
  'GET /v1/messages/:id/state': ofAThing(members, 200, ofMessage('/state')),
  'GET /v1/messages/:id/audit': ofAThing(members, 200, ofMessage('/audit')),
  'POST /v1/messages/:id/replay': ofAThing(
    staff,
    202,
    async (world) => `/v1/messages/${await world.failedMessage()}/replay`,
    {},
  ),
  'GET /v1/statistics/agent': ofTheCaller(members, 200, '/v1/statistics/agent'),
  'GET /v1/statistics/conversations': ofTheCaller(members, 200, '/v1/statistics/conversations'),
  'GET /v1/operations/locks': ofTheCaller(everyone, 200, '/v1/operations/locks'),
  'DELETE /v1/operations/locks/:key': ofAThing(
    ['owner', 'operator', 'platform'],
    200,
    async (world) => `/v1/operations/locks/turn:${await world.lock()}?reason=stuck`,
  ),
  'GET /v1/operations/queues': ofTheCaller(everyone, 200, '/v1/operations/queues'),
  'GET /v1/operations/cache': ofAThing(everyone, 200, ({ tenantId }) =>
    Promise.resolve(`/v1/operations/cache?tenantId=${tenantId}`),
  ),
  'GET /v1/operations/cache/entry': ofAThing(everyone, 200, ({ tenantId }) =>
    Promise.resolve(
      `/v1/operations/cache/entry?family=agent_config&id=current&tenantId=${tenantId}`,
    ),
  ),
  'POST /v1/operations/cache/invalidate': ordering(200, (tenantId) => ({
    path: '/v1/operations/cache/invalidate',
    json: { tenantId, family: 'products', reason: 'matrix' },
  })),
  'POST /v1/operations/cache/warm': ordering(202, (tenantId) => ({
    path: '/v1/operations/cache/warm',
    json: { tenantId },
  })),
};

const nobody = '00000000-0000-7000-8000-000000000000';

/** Routes without a key, and what a call without anything is answered with. */
export const publicRoutes: Record<string, { path: string; json?: unknown; anonymous: number }> = {
  'GET /v1/webhooks/:channelId': { path: `/v1/webhooks/${nobody}`, anonymous: 404 },
  'GET /v1/chat/:channelId/widget.js': { path: `/v1/chat/${nobody}/widget.js`, anonymous: 404 },
  'POST /v1/chat/:channelId/sessions': {
    path: `/v1/chat/${nobody}/sessions`,
    json: {},
    anonymous: 404,
  },
  'POST /v1/webhooks/:channelId': { path: `/v1/webhooks/${nobody}`, json: {}, anonymous: 404 },
  'POST /v1/chat/:channelId/messages': {
    path: `/v1/chat/${nobody}/messages`,
    json: { sessionId: 's', messageId: 'm', text: 'Hello' },
    anonymous: 404,
  },
  'GET /v1/chat/:channelId/stream': {
    path: `/v1/chat/${nobody}/stream?sessionId=s`,
    anonymous: 404,
  },
  'GET /health/live': { path: '/health/live', anonymous: 200 },
  'GET /health/ready': { path: '/health/ready', anonymous: 200 },
  'GET /docs': { path: '/docs', anonymous: 200 },
  'GET /docs/openapi.json': { path: '/docs/openapi.json', anonymous: 200 },
  'GET /metrics': { path: '/metrics', anonymous: 200 },
};
