import { type DedupEvent, type DedupObserver } from '#dedup';
import { Logger } from '@nestjs/common';

const logger = new Logger('Leases');

/** What `key` says is redacted in logs, for API keys are called so: these are other keys. */
const fieldsOf = (event: DedupEvent): object =>
  'key' in event ? { type: event.type, call: event.key } : event;

/** Leases and duplicates in the log of a worker: what went wrong or was done twice stands out. */
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
