import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { AgentController } from './agent.controller.js';
import { AgentService } from './agent.service.js';

@Module({ imports: [TenancyModule], controllers: [AgentController], providers: [AgentService] })
export class AgentModule {}
