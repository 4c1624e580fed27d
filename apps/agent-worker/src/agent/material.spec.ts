import { type SearchHit } from '#contracts';
import { describe, expect, it } from '@jest/globals';
import { itemWordsIn } from './item-words.js';
import { formatDuration, formatMoney, materialOf } from './material.js';

describe('amounts in words', () => {
  it.each([
    [185000, 'KES', 'KES 1,850.00'],
    [1850, 'JPY', 'JPY 1,850'],
    [12345, 'KWD', 'KWD 12.345'],
    [0, 'USD', 'USD 0.00'],
  ])('%i minor units of %s are %s', (amountMinor, currency, words) => {
    expect(formatMoney({ amountMinor, currency })).toBe(words);
  });

  it.each([
    [45, 'en', '45 minutes'],
    [60, 'en', '1 hour'],
    [61, 'en', '1 hour 1 minute'],
    [150, 'en', '2 hours 30 minutes'],
    [150, 'sw', 'saa 2 dakika 30'],
    [61, 'fr', '1 heure 1 minute'],
    [150, 'es', '2 horas 30 minutos'],
    [150, 'de', '2 hours 30 minutes'],
  ])('%i minutes in %s are %s', (minutes, language, words) => {
    expect(formatDuration(minutes, itemWordsIn(language))).toBe(words);
  });
});

describe('an item in the words of who asks', () => {
  const price = { amountMinor: 450_000, currency: 'KES' };
  const hit = { score: 1, coverage: 1 };
  const product = {
    ...{ id: 'p', title: 'Helmet', description: 'Light.', price, stock: 0, active: true },
    variants: [{ id: 'v', title: 'Red', stock: 3 }],
  };
  const service = { id: 's', title: 'Repair', price, durationMinutes: 90, active: true };

  it.each([
    ['en', 'Helmet costs KES 4,500.00 (sold out). Light. Options: Red (3 in stock).'],
    ['sw', 'Helmet: bei KES 4,500.00 (zimeisha). Light. Chaguo: Red (zimebaki 3).'],
    ['fr', 'Helmet : KES 4,500.00 (épuisé). Light. Au choix : Red (3 en stock).'],
    ['es', 'Helmet: KES 4,500.00 (agotado). Light. Opciones: Red (3 en existencia).'],
  ])('is a product in %s', (language, text) => {
    expect(materialOf({ ...hit, product } as unknown as SearchHit, language)?.text).toBe(text);
  });

  it.each([
    ['en', 'Repair costs KES 4,500.00 and takes 1 hour 30 minutes.'],
    ['sw', 'Repair: bei KES 4,500.00, muda saa 1 dakika 30.'],
    ['fr', 'Repair : KES 4,500.00, durée 1 heure 30 minutes.'],
    ['es', 'Repair: KES 4,500.00, duración 1 hora 30 minutos.'],
  ])('is a service in %s', (language, text) => {
    expect(materialOf({ ...hit, service } as unknown as SearchHit, language)?.text).toBe(text);
  });
});
