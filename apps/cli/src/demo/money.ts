// Prices of the demo shop.
import { type Money } from '#contracts';

/** An amount given in whole Kenyan shillings. */
export const kes = (shillings: number): Money => ({
  amountMinor: shillings * 100,
  currency: 'KES',
});
