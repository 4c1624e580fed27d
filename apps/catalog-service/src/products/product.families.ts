import { type Product } from '#contracts';
import { itemFamilies } from '../storage/item-families.js';

export const { items: productItems, lists: productLists } = itemFamilies<Product>(
  { items: 'products', lists: 'product_lists' },
  60_000,
);
