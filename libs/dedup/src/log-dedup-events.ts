import { Logger } from '@nestjs/common';
import { type DedupEvent, type DedupObserver } from './events.js';

const logger = new Logger('Leases');

/** What `key` says is redacted in logs, for API keys are called so: these are other keys. */
const fieldsOf = (event: DedupEvent): object =>
  'key' in event ? { type: event.type, call: event.key } : event;

/** An `onEvent` that writes to Nest's log: what is lost, taken away or done twice stands out. */
export const logDedupEvents =
  (worker: string): DedupObserver =>
  (event: DedupEvent) => {
    const fields = { ...fieldsOf(event), worker };
    switch (event.type) {
      case 'acquired':
      case 'released':
      case 'lost':
        logger.log(fields, `lease ${event.type}`);
        break;
      case 'first':
      case 'contended':
        logger.debug(fields, event.type);
        break;
      case 'duplicate':
        logger.warn(fields, 'duplicate skipped');
        break;
      case 'timeout':
      case 'force-released':
      case 'error':
      case 'state-trouble':
        logger.warn(fields, event.type);
        break;
    }
  };
