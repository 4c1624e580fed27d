import { CachingModule } from '#caching';
import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { AgentController } from './agent.controller.js';
import { agentConfigurations, AgentService } from './agent.service.js';

@Module({
  imports: [CachingModule.forFeature([agentConfigurations]), TenancyModule],
  controllers: [AgentController],
  providers: [AgentService],
})
export class AgentModule {}
