import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';

@Module({ imports: [TenancyModule], controllers: [KeysController], providers: [KeysService] })
export class KeysModule {}
