import { type DeliveryReport } from '#channels';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type InboundChannel } from '../channels/channel-directory.js';
import { reportStatement } from './report.statement.js';

/** The delivery ledger: what providers say of the replies they took. */
@Injectable()
export class DeliveryReports {
  private readonly logger = new Logger(DeliveryReports.name);

  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** A report of nothing we sent (somebody else uses the same account) changes nothing. */
  async record(channel: InboundChannel, report: DeliveryReport): Promise<void> {
    const { part, providerMessageId, status, at, error, windowClosed = false } = report;
    const hasTemplate = channel.connection.settings['template'] !== undefined;
    const [row]: { known: boolean }[] = await this.database.query(reportStatement, [
      channel.tenantId,
      channel.id,
      part?.deliveryId ?? null,
      part?.part ?? null,
      part?.parts ?? null,
      providerMessageId,
      status,
      at ?? null,
      error?.slice(0, 500) ?? null,
      windowClosed && hasTemplate,
    ]);
    if (row?.known !== true) this.logger.debug({ providerMessageId }, 'report of no delivery');
  }
}
