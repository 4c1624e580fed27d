import { aPageOf, type Page, type PageRequest, pageRequest } from '#contracts';
import { Body, Controller, Get, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { ChangeAudit } from '../audit/change-audit.interceptor.js';
import { CurrentTenant } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { EntityTags } from '../http/entity-tags.interceptor.js';
import { IfMatch } from '../http/if-match.js';
import { ResourceId } from '../http/resource-id.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { Describe } from '../openapi/operation.js';
import { type Channel, channel } from './channel.resource.js';
import {
  type ChannelChanges,
  channelChanges,
  type ChannelInput,
  channelInput,
} from './channel.schemas.js';
import { ChannelsService } from './channels.service.js';

/** Channels are switched off (`active: false`), not deleted: their conversations stay readable. */
@UseInterceptors(EntityTags, TenantIdempotency, ChangeAudit)
@Controller('v1/channels')
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  @Get()
  @Roles('owner', 'operator')
  @Describe('Channels, newest first', { answer: aPageOf(channel) })
  list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: pageRequest }) request: PageRequest,
  ): Promise<Page<Channel>> {
    return this.channels.list(tenantId, request);
  }

  @Get(':id')
  @Roles('owner', 'operator')
  @Describe('One channel; never its secrets', { answer: channel })
  get(@CurrentTenant() tenantId: string, @ResourceId() id: string): Promise<Channel> {
    return this.channels.get(tenantId, id);
  }

  @Post()
  @Roles('owner')
  @Describe('Connects a channel', {
    answer: channel.extend({ secret: z.string().optional() }),
    problems: ['conflict', 'unprocessable'],
  })
  create(
    @CurrentTenant() tenantId: string,
    @Body({ schema: channelInput }) input: ChannelInput,
  ): Promise<Channel & { secret?: string }> {
    return this.channels.create(tenantId, input);
  }

  @Patch(':id')
  @Roles('owner')
  @Describe('Changes what is named', {
    answer: channel,
    problems: ['conflict', 'unprocessable', 'precondition_failed'],
  })
  change(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @IfMatch() ifMatch: string | undefined,
    @Body({ schema: channelChanges }) changes: ChannelChanges,
  ): Promise<Channel> {
    return this.channels.change(tenantId, id, changes, ifMatch);
  }
}
