import { type ImportKind } from '#persistence';
import { type z } from 'zod';
import { exampleOf } from '../openapi/components.js';

const csv: Record<ImportKind, string> = {
  products:
    'externalId,title,price.amountMinor,price.currency,stock\n' +
    'fern-12,Boston fern,85000,KES,14\n',
  services:
    'externalId,title,price.amountMinor,price.currency,durationMinutes\n' +
    'repotting,Repotting,50000,KES,30\n',
  knowledge:
    'externalId,type,title,content,keywords\n' +
    'delivery,policy,Delivery,We deliver within two days.,shipping|courier\n',
};

/** A file of each media type that imports take. @param schema what a single item is created from */
export const exampleFiles = (kind: ImportKind, schema: z.ZodType): Record<string, string> => {
  const example = exampleOf(schema);
  return {
    'text/csv': csv[kind],
    'application/json': JSON.stringify([example]),
    'application/x-ndjson': `${JSON.stringify(example)}\n`,
  };
};
