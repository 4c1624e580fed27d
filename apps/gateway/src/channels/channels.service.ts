import { randomBytes } from 'node:crypto';
import { ChangeFeed } from '#changes';
import { type Environment, InjectEnvironment } from '#config';
import { type Page, type PageRequest } from '#contracts';
import { ChannelEntity, SecretBox } from '#persistence';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type TenantRows } from '../tenancy/tenant-rows.js';
import { TenantScope } from '../tenancy/tenant-scope.js';
import { type Channel, toChannel } from './channel.resource.js';
import {
  type ChannelChanges,
  type ChannelInput,
  neededUrl,
  openKind,
  refuseWebhookFields,
} from './channel.schemas.js';
import { assertDeliverable } from './delivery-target.js';

/** Connections of a tenant to its providers. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly scope: TenantScope,
    private readonly secrets: SecretBox,
    private readonly changes: ChangeFeed,
    @InjectEnvironment() private readonly environment: Environment,
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
   * The one time the secret is shown.
   * @throws Problem `unprocessable` for a kind or a delivery URL that is not allowed
   */
  async create(tenantId: string, input: ChannelInput): Promise<Channel & { secret?: string }> {
    const { kind: asked, name, turnWindowMs = null, newMessagePolicy = null } = input;
    const { deliveryGuarantee = 'exactly_once', fingerprintWindowMs = null } = input;
    const kind = openKind(asked);
    const id = uuidv7();
    const settings = { turnWindowMs, newMessagePolicy, deliveryGuarantee, fingerprintWindowMs };
    const row = { id, kind, name, ...settings };
    if (kind === 'web_chat') {
      refuseWebhookFields(input);
      await this.rows(tenantId).insert(row);
      return this.get(tenantId, id);
    }
    const secret = input.secret ?? `whsec_${randomBytes(32).toString('base64')}`;
    const deliveryUrl = this.deliverable(neededUrl(input.deliveryUrl));
    const secretSealed = this.secrets.seal(secret);
    await this.rows(tenantId).insert({ ...row, deliveryUrl, secretSealed });
    return { ...(await this.get(tenantId, id)), secret };
  }

  /** @throws Problem `not_found` or `unprocessable` */
  async change(tenantId: string, id: string, changes: ChannelChanges): Promise<Channel> {
    const rows = this.rows(tenantId);
    const { kind } = await rows.get({ id });
    const { deliveryUrl, secret, ...columns } = changes;
    if (kind !== 'webhook') refuseWebhookFields(changes);
    await rows.update(
      { id },
      {
        ...columns,
        ...(deliveryUrl === undefined ? {} : { deliveryUrl: this.deliverable(deliveryUrl) }),
        ...(secret === undefined ? {} : { secretSealed: this.secrets.seal(secret) }),
      },
    );
    // Who uses the new secret next must not meet the old one here.
    await this.changes.catchUp();
    return this.get(tenantId, id);
  }

  private rows(tenantId: string): TenantRows<ChannelEntity> {
    return this.scope.of(tenantId, ChannelEntity);
  }

  private deliverable(url: string): string {
    return assertDeliverable(url, this.environment.OUTBOUND_ALLOW_HOSTS);
  }
}
