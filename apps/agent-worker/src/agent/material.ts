import { type Money, type SearchHit, type Source } from '#contracts';
import { itemWordsIn, type ItemWords } from './item-words.js';

/** What an answer may rest on, in words, with the source to cite. */
export interface Material {
  source: Source;
  /** Plain text: title, price, stock, description, or a knowledge entry's content. */
  text: string;
}

/** 185000 KES → `KES 1,850.00`. */
export const formatMoney = ({ amountMinor, currency }: Money): string => {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  // Intl puts a no-break space after the code; plain text channels want a plain one.
  return format.format(amountMinor / 10 ** digits).replaceAll('\u00a0', ' ');
};

export const formatDuration = (minutes: number, words: ItemWords): string => {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [hours > 0 ? words.hours(hours) : '', rest > 0 ? words.minutes(rest) : ''];
  return parts.filter((part) => part !== '').join(' ');
};

const stockNote = (stock: number | undefined, { inStock, soldOut }: ItemWords): string =>
  stock === undefined ? '' : stock === 0 ? soldOut : inStock(stock);

const sentence = (text: string | undefined): string => (text === undefined ? '' : ` ${text}`);

const source = (
  type: Source['type'],
  item: { id: string; externalId?: string; title: string },
): Source => ({
  type,
  id: item.id,
  ...(item.externalId === undefined ? {} : { externalId: item.externalId }),
  title: item.title,
});

const productText = (
  { title, description, price, stock, variants }: Required<SearchHit>['product'],
  words: ItemWords,
): string => {
  const note = stockNote(stock, words);
  const options = variants.map((variant) => {
    const facts = [
      variant.price === undefined ? '' : formatMoney(variant.price),
      stockNote(variant.stock, words),
    ].filter((fact) => fact !== '');
    return facts.length === 0 ? variant.title : `${variant.title} (${facts.join(', ')})`;
  });
  return (
    `${words.priced(title, formatMoney(price))}${note === '' ? '' : ` (${note})`}.` +
    sentence(description) +
    (options.length === 0 ? '' : ` ${words.options(options.join('; '))}.`)
  );
};

const serviceText = (
  { title, description, price, durationMinutes }: Required<SearchHit>['service'],
  words: ItemWords,
): string =>
  `${words.priced(title, formatMoney(price))}${words.takes(formatDuration(durationMinutes, words))}.` +
  sentence(description);

/** The words of a search hit, the customer's where they are ours; undefined when it carries no item. */
export const materialOf = (hit: SearchHit, language: string): Material | undefined => {
  const { product, service, knowledge } = hit;
  const words = itemWordsIn(language);
  if (product !== undefined)
    return { source: source('product', product), text: productText(product, words) };
  if (service !== undefined)
    return { source: source('service', service), text: serviceText(service, words) };
  return knowledge === undefined
    ? undefined
    : { source: source('knowledge', knowledge), text: knowledge.content };
};
