import { type ChannelAdapter, type ProviderRequest } from '#channels';
import { Injectable, Logger } from '@nestjs/common';
import { Admissions, type Admission } from '../admissions/admissions.service.js';
import { type InboundChannel } from '../channels/channel-directory.js';
import { DeliveryReports } from './delivery-reports.service.js';

/** Takes in all that one verified request of a provider holds. */
@Injectable()
export class InboundEvents {
  private readonly logger = new Logger(InboundEvents.name);

  constructor(
    private readonly admissions: Admissions,
    private readonly reports: DeliveryReports,
  ) {}

  /**
   * One statement for each message and each status, in their order. When one fails the request does,
   * and what is repeated of it then is recognised.
   * @throws Problem `malformed`, or `not_found` when the channel was deleted meanwhile
   */
  async take(
    channel: InboundChannel,
    adapter: ChannelAdapter,
    request: ProviderRequest,
  ): Promise<Admission[]> {
    const { messages, unreadable } = adapter.parse(request, channel.connection);
    const reports = adapter.parseStatuses(request, channel.connection);
    if (unreadable > 0) this.logger.warn({ unreadable }, 'messages without id or sender');
    const admitted: Admission[] = [];
    for (const message of messages) admitted.push(await this.admissions.admit(channel, message));
    for (const report of reports) await this.reports.record(channel, report);
    return admitted;
  }
}
