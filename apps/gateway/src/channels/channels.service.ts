import { ChangeFeed } from '#changes';
import { type Page, type PageRequest } from '#contracts';
import { ChannelEntity } from '#persistence';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type TenantRows } from '../tenancy/tenant-rows.js';
import { TenantScope } from '../tenancy/tenant-scope.js';
import { type Channel, toChannel } from './channel.resource.js';
import { type ChannelChanges, type ChannelInput } from './channel.schemas.js';
import { ChannelConnections, given } from './channel-connections.js';

/** Connections of a tenant to its providers. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly scope: TenantScope,
    private readonly connections: ChannelConnections,
    private readonly changes: ChangeFeed,
  ) {}

  async list(tenantId: string, request: PageRequest): Promise<Page<Channel>> {
    const { items, nextCursor } = await this.rows(tenantId).page(request);
    return { items: items.map(toChannel), nextCursor };
  }

  /** @throws Problem `not_found` */
  async get(tenantId: string, id: string): Promise<Channel> {
    return toChannel(await this.rows(tenantId).get({ id }));
  }

  /**
   * The one time a webhook's secret is shown; credentials never are.
   * @throws Problem `malformed`, or `unprocessable` for a kind or a URL that is not allowed
   */
  async create(tenantId: string, input: ChannelInput): Promise<Channel & { secret?: string }> {
    const {
      name,
      turnWindowMs = null,
      newMessagePolicy = null,
      fingerprintWindowMs = null,
    } = input;
    const connections = this.connections.ofKind(input.kind);
    const id = uuidv7();
    const { secret, ...columns } = connections.create(input);
    const settings = { turnWindowMs, newMessagePolicy, fingerprintWindowMs };
    await this.rows(tenantId).insert({ id, kind: input.kind, name, ...settings, ...columns });
    const channel = await this.get(tenantId, id);
    return secret === undefined ? channel : { ...channel, secret };
  }

  /** @throws Problem `not_found`, `malformed`, `unprocessable` or `precondition_failed` */
  async change(
    tenantId: string,
    id: string,
    changes: ChannelChanges,
    ifMatch?: string,
  ): Promise<Channel> {
    const rows = this.rows(tenantId);
    const row = await rows.get({ id });
    const { name, active, turnWindowMs, newMessagePolicy, fingerprintWindowMs } = changes;
    const columns = {
      ...given({ name, active, turnWindowMs, newMessagePolicy, fingerprintWindowMs }),
      ...this.connections.ofKind(row.kind).change(row, changes),
    };
    await rows.changing({ id }, ifMatch, toChannel, (held) => held.update({ id }, columns));
    // Who uses the new secret next must not meet the old one here.
    await this.changes.catchUp();
    return this.get(tenantId, id);
  }

  private rows(tenantId: string): TenantRows<ChannelEntity> {
    return this.scope.of(tenantId, ChannelEntity);
  }
}
