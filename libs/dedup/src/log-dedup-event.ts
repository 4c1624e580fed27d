import { Logger } from '@nestjs/common';
import { type DedupEvent } from './events.js';

const logger = new Logger('Leases');

/** An `onEvent` that writes to Nest's log: what is lost, taken away or done twice stands out. */
export const logDedupEvent = (event: DedupEvent): void => {
  switch (event.type) {
    case 'acquired':
    case 'released':
      logger.log(event, `lease ${event.type}`);
      break;
    case 'first':
    case 'contended':
      logger.debug(event, event.type);
      break;
    case 'duplicate':
      logger.warn(event, 'duplicate skipped');
      break;
    case 'timeout':
    case 'lost':
    case 'force-released':
    case 'error':
    case 'state-trouble':
      logger.warn(event, event.type);
      break;
  }
};
