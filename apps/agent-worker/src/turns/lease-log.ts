import { type LeaseEvent } from '#dedup';
import { Logger } from '@nestjs/common';

const logger = new Logger('Leases');

/** Leases in the log: what changes hands at `info`, what is lost or taken away at `warn`. */
export const logLeaseEvent = (event: LeaseEvent): void => {
  switch (event.type) {
    case 'acquired':
    case 'released':
      logger.log(event, `lease ${event.type}`);
      break;
    case 'contended':
      logger.debug(event, 'lease contended');
      break;
    case 'timeout':
    case 'lost':
    case 'force-released':
    case 'error':
      logger.warn(event, `lease ${event.type}`);
      break;
  }
};
