import { Module } from '@nestjs/common';
import { CustomersController } from './customers.controller.js';
import { Retention } from './retention.service.js';
import { CustomersService } from './customers.service.js';

@Module({ controllers: [CustomersController], providers: [CustomersService, Retention] })
export class CustomersModule {}
