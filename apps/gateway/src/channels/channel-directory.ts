import { type CacheFamily, InjectFamily } from '#caching';
import { ChangeFeed } from '#changes';
import { type Environment, InjectEnvironment } from '#config';
import { Problem } from '#contracts';
import { addLogFields } from '#observability';
import { asSystem, ChannelEntity, type ChannelKind, enterAs, SecretBox } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { validate } from 'uuid';
import { defineSealedFamily, SealedLookUps } from '../caching/sealed-look-ups.js';

/** A channel as those see it who bring messages to it. */
export interface InboundChannel {
  tenantId: string;
  id: string;
  /** What its provider signs with; null where nothing is signed. */
  secret: string | null;
  /** Milliseconds in which the same said again is the same message; null: it never is. */
  fingerprintWindowMs: number | null;
}

type KnownChannel = InboundChannel & { kind: ChannelKind };

/** Active channels by id. */
export const inboundChannels = defineSealedFamily('channels', 300_000);

/** Finds channels by id alone, as providers and web chats name them. */
@Injectable()
export class ChannelDirectory {
  private readonly known: SealedLookUps<KnownChannel>;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly secrets: SecretBox,
    @InjectFamily(inboundChannels) cache: CacheFamily<string | undefined>,
    @InjectEnvironment() { CACHE_TTL_CHANNELS_S: seconds }: Environment,
    changes: ChangeFeed,
  ) {
    this.known = new SealedLookUps(cache, secrets, seconds * 1000);
    changes.on('channel', (change) => this.known.forget(change));
  }

  /**
   * No statement for a channel that brought a message lately, one for others.
   * @throws Problem `not_found`: unknown, inactive or of another kind
   */
  async find(id: string, kind: ChannelKind): Promise<InboundChannel> {
    if (!validate(id)) throw new Problem('not_found');
    const channel = await this.known.find(id.toLowerCase(), () => asSystem(() => this.load(id)));
    if (channel?.kind !== kind) throw new Problem('not_found');
    enterAs({ tenantId: channel.tenantId });
    addLogFields({ tenantId: channel.tenantId, channelId: channel.id });
    return channel;
  }

  /** Of no tenant: whose channel it is, is what is asked. */
  private async load(id: string): Promise<KnownChannel | undefined> {
    const row = await this.database.getRepository(ChannelEntity).findOne({
      select: {
        tenantId: true,
        id: true,
        kind: true,
        secretSealed: true,
        fingerprintWindowMs: true,
      },
      where: { id, active: true },
    });
    if (row === null) return undefined;
    const { tenantId, kind, secretSealed, fingerprintWindowMs } = row;
    const secret = secretSealed === null ? null : this.secrets.open(secretSealed);
    return { tenantId, id: row.id, kind, secret, fingerprintWindowMs };
  }
}
