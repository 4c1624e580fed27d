import { type Service } from '#contracts';
import { itemFamilies } from '../storage/item-families.js';

export const { items: serviceItems, lists: serviceLists } = itemFamilies<Service>(
  { items: 'services', lists: 'service_lists' },
  60_000,
);
