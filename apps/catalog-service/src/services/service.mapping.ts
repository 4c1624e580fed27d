import { type CatalogCommand, type Service } from '#contracts';
import { type ServiceEntity } from '#persistence';
import { namedFields } from '../storage/columns.js';

type ServiceFields = CatalogCommand<'createService'>['input'];

export const toService = (row: ServiceEntity): Service => ({
  id: row.id,
  externalId: row.externalId ?? undefined,
  title: row.title,
  description: row.description ?? undefined,
  price: { amountMinor: row.priceMinor, currency: row.currency },
  durationMinutes: row.durationMinutes,
  active: row.active,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const serviceColumns = (
  input: Partial<ServiceFields>,
  names: readonly string[],
): Partial<ServiceEntity> => {
  const { price, ...columns } = namedFields(input, names);
  return {
    ...(columns as Partial<ServiceEntity>),
    ...(price ? { priceMinor: price.amountMinor, currency: price.currency } : {}),
  };
};
