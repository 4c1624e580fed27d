import { type Money, type SearchHit, type Source } from '#contracts';

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

export const formatDuration = (minutes: number): string => {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [
    hours > 0 ? `${hours} ${hours === 1 ? 'hour' : 'hours'}` : '',
    rest > 0 ? `${rest} ${rest === 1 ? 'minute' : 'minutes'}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
};

const stockNote = (stock: number | undefined): string =>
  stock === undefined ? '' : stock === 0 ? 'sold out' : `${stock} in stock`;

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

const productText = ({
  title,
  description,
  price,
  stock,
  variants,
}: Required<SearchHit>['product']): string => {
  const note = stockNote(stock);
  const options = variants.map((variant) => {
    const facts = [
      variant.price === undefined ? '' : formatMoney(variant.price),
      stockNote(variant.stock),
    ].filter((fact) => fact !== '');
    return facts.length === 0 ? variant.title : `${variant.title} (${facts.join(', ')})`;
  });
  return (
    `${title} costs ${formatMoney(price)}${note === '' ? '' : ` (${note})`}.` +
    sentence(description) +
    (options.length === 0 ? '' : ` Options: ${options.join('; ')}.`)
  );
};

/** The words of a search hit; undefined when it carries no item. */
export const materialOf = (hit: SearchHit): Material | undefined => {
  const { product, service, knowledge } = hit;
  if (product !== undefined)
    return { source: source('product', product), text: productText(product) };
  if (service !== undefined) {
    const text =
      `${service.title} costs ${formatMoney(service.price)} and takes ${formatDuration(service.durationMinutes)}.` +
      sentence(service.description);
    return { source: source('service', service), text };
  }
  return knowledge === undefined
    ? undefined
    : { source: source('knowledge', knowledge), text: knowledge.content };
};
