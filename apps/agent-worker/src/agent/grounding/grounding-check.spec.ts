import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatMoney } from '../material.js';
import { type Violation, groundingViolations } from './grounding-check.js';
import { numberValue } from './text-numbers.js';

const sources = [
  'City helmet costs KES 4,500.00 (12 in stock). A light helmet. Options: Red (KES 4,700.00, 3 in stock).',
  'We are open Monday to Friday from 9:00 to 18:00, and on Saturday until 1 pm. Closed on 25 December.',
  'You can return unused goods within 14 days. We do not refund used goods. Delivery in Nairobi takes two days.',
  'Call +254 712 345 678 or write to help@baobab.example. See https://baobab.example/size-guide',
  'Members get a discount of 10% on repairs.',
];
const names = ['Baobab Cycles', 'Tuli', 'Asha'];
const violationsOf = (reply: string): Violation[] => groundingViolations(reply, { sources, names });

describe('the grounding check', () => {
  it.each([
    'The City helmet costs KES 4,500 and we have 12 in stock.',
    'City helmet costs KES 4,500.00 (12 in stock).',
    'Le casque coûte 4 500 KES.',
    'The red one is Ksh 4,700/-.',
    'We open at 9 am on Tuesday and close at 6pm.',
    'Yes, on Saturdays until 13:00.',
    'We are closed on December 25th.',
    'You may return it within fourteen days if it is unused.',
    'I am afraid we do not refund used goods.',
    'Delivery in Nairobi takes 2 days.',
    'Call us at 0712 345 678, or write to help@baobab.example.',
    'See https://baobab.example/size-guide.',
    'Members get 10% off repairs.',
    'Hello Asha, Tuli of Baobab Cycles here.',
    'I could not find anything about delivery to Mombasa.',
    'Would you like a refund?',
    '1. The City helmet\n2. The red one',
  ])('lets pass what the sources say: %s', (reply) => {
    expect(violationsOf(reply)).toEqual([]);
  });

  it.each([
    ['The City helmet costs KES 4,200.', 'amount'],
    ['The City helmet costs USD 4,500.', 'amount'],
    ['It is €4,500.', 'amount'],
    ['We have 15 in stock.', 'number'],
    ['We have fifteen in stock.', 'number'],
    ['Members get 14% off repairs.', 'number'],
    ['We open at 8 am.', 'time'],
    ['We close at 19:30.', 'time'],
    ['We are open on Sunday.', 'day'],
    ['Tunafungua Jumapili.', 'day'],
    ['We are closed on 24 December.', 'date'],
    ['Call 0722 000 111.', 'contact'],
    ['Pay at https://evil.example/pay', 'contact'],
    ['Write to sales@baobab.example', 'contact'],
    ['The Alpine Trekker is in stock.', 'name'],
    ['Delivery in Kampala takes 2 days.', 'name'],
    ['It comes with a warranty.', 'policy'],
    ['Used goods can be refunded.', 'policy'],
    ['You cannot return unused goods.', 'policy'],
    ['You can pay with PayPal.', 'policy'],
    ['La livraison est gratuite.', 'policy'],
  ])('finds what they do not say: %s', (reply, kind) => {
    expect(violationsOf(reply).map((violation) => violation.kind)).toContain(kind);
  });

  it('accepts every price as the suite itself writes it, and no other', () => {
    const minor = fc.integer({ min: 1, max: 9_999_999_99 });
    fc.assert(
      fc.property(minor, minor, fc.constantFrom('KES', 'EUR', 'UGX'), (price, other, currency) => {
        const said = formatMoney({ amountMinor: price, currency });
        const known = formatMoney({ amountMinor: other, currency });
        const found = groundingViolations(`It costs ${said}.`, {
          ...{ sources: [`It costs ${known}.`], names: [] },
        });
        expect(found.length === 0).toBe(price === other);
      }),
    );
  });

  it('reads numbers however their thousands and decimals are marked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (cents) => {
        for (const locale of ['en', 'de', 'fr', 'es']) {
          const written = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(
            cents / 100,
          );
          expect(numberValue(written)).toBeCloseTo(cents / 100, 6);
        }
      }),
    );
  });
});
