import { type CacheFamily, InjectFamily } from '#caching';
import { ChangeFeed } from '#changes';
import { type ChannelConnection, webhookUrlOf } from '#channels';
import { type Environment, InjectEnvironment } from '#config';
import { Problem } from '#contracts';
import { addLogFields } from '#observability';
import { asSystem, ChannelEntity, enterAs, SecretBox } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { validate } from 'uuid';
import { defineSealedFamily, SealedLookUps } from '../caching/sealed-look-ups.js';

/** A channel as those see it who bring messages to it. */
export interface InboundChannel {
  tenantId: string;
  id: string;
  kind: string;
  connection: ChannelConnection;
  /** Milliseconds in which the same said again is the same message; null: it never is. */
  fingerprintWindowMs: number | null;
}

type KnownChannel = Omit<InboundChannel, 'connection'> & {
  /** What its provider signs with; null where nothing is signed. */
  secret: string | null;
  deliveryUrl: string | null;
  settings: object;
};

/** Active channels by id. */
export const inboundChannels = defineSealedFamily('channels', 300_000, 2);

/** Finds channels by id alone, as providers and web chats name them. */
@Injectable()
export class ChannelDirectory {
  private readonly known: SealedLookUps<KnownChannel>;
  private readonly publicUrl: string;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly secrets: SecretBox,
    @InjectFamily(inboundChannels) cache: CacheFamily<string | undefined>,
    @InjectEnvironment() { CACHE_TTL_CHANNELS_S: seconds, PUBLIC_URL }: Environment,
    changes: ChangeFeed,
  ) {
    this.publicUrl = PUBLIC_URL;
    this.known = new SealedLookUps(cache, secrets, seconds * 1000);
    changes.on('channel', (change) => this.known.forget(change));
  }

  /**
   * No statement for a channel that brought a message lately, one for others.
   * @throws Problem `not_found`: unknown or inactive
   */
  async find(id: string): Promise<InboundChannel> {
    if (!validate(id)) throw new Problem('not_found');
    const channel = await this.known.find(id.toLowerCase(), () => asSystem(() => this.load(id)));
    if (channel === undefined) throw new Problem('not_found');
    enterAs({ tenantId: channel.tenantId });
    addLogFields({ tenantId: channel.tenantId, channelId: channel.id });
    const { secret, deliveryUrl, settings, ...known } = channel;
    const webhookUrl = webhookUrlOf(this.publicUrl, channel.id);
    const connection = {
      channelId: channel.id,
      secret,
      deliveryUrl,
      settings: { ...settings },
      webhookUrl,
    };
    return { ...known, connection };
  }

  /** Of no tenant: whose channel it is, is what is asked. */
  private async load(id: string): Promise<KnownChannel | undefined> {
    const row = await this.database.getRepository(ChannelEntity).findOne({
      select: {
        tenantId: true,
        id: true,
        kind: true,
        secretSealed: true,
        deliveryUrl: true,
        settings: true,
        fingerprintWindowMs: true,
      },
      where: { id, active: true },
    });
    if (row === null) return undefined;
    const { tenantId, kind, secretSealed, deliveryUrl, settings, fingerprintWindowMs } = row;
    const secret = secretSealed === null ? null : this.secrets.open(secretSealed);
    return { tenantId, id: row.id, kind, secret, deliveryUrl, settings, fingerprintWindowMs };
  }
}
