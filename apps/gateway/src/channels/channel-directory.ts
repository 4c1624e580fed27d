import { Problem } from '#contracts';
import { addLogFields } from '#observability';
import { ChannelEntity, type ChannelKind, SecretBox } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { validate } from 'uuid';

/** A channel as those see it who bring messages to it. */
export interface InboundChannel {
  tenantId: string;
  id: string;
  /** What its provider signs with; null where nothing is signed. */
  secret: string | null;
  /** Milliseconds in which the same said again is the same message; null: it never is. */
  fingerprintWindowMs: number | null;
}

/** Finds channels by id alone, as providers and web chats name them. */
@Injectable()
export class ChannelDirectory {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly secrets: SecretBox,
  ) {}

  /** One statement at most. @throws Problem `not_found`: unknown, inactive or of another kind */
  async find(id: string, kind: ChannelKind): Promise<InboundChannel> {
    if (!validate(id)) throw new Problem('not_found');
    const row = await this.database.getRepository(ChannelEntity).findOne({
      select: { tenantId: true, id: true, secretSealed: true, fingerprintWindowMs: true },
      where: { id, kind, active: true },
    });
    if (row === null) throw new Problem('not_found');
    addLogFields({ tenantId: row.tenantId, channelId: row.id });
    const { tenantId, secretSealed, fingerprintWindowMs } = row;
    return {
      tenantId,
      id: row.id,
      secret: secretSealed === null ? null : this.secrets.open(secretSealed),
      fingerprintWindowMs,
    };
  }
}
