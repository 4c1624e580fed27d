import { Injectable } from '@nestjs/common';
import { type HealthIndicatorFunction } from '@nestjs/terminus';

/** Whether a service wants work. Parts of it add the checks that must hold. */
@Injectable()
export class Readiness {
  draining = false;
  readonly checks: HealthIndicatorFunction[] = [];
}
