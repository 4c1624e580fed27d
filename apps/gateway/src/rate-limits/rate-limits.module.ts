import { Global, Module } from '@nestjs/common';
import { RateLimits } from './rate-limits.service.js';

/** How often who may ask; global, as every way in counts. */
@Global()
@Module({ providers: [RateLimits], exports: [RateLimits] })
export class RateLimitsModule {}
