/** Small numbers in words; "one", "un", "una" are articles as often as numbers. */
const numberWords: Readonly<Record<string, number>> = {
  ...{ two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
  ...{ eleven: 11, twelve: 12, fourteen: 14, fifteen: 15, twenty: 20, thirty: 30, sixty: 60 },
  ...{ deux: 2, trois: 3, quatre: 4, cinq: 5, sept: 7, huit: 8, neuf: 9, dix: 10, douze: 12 },
  ...{ quinze: 15, vingt: 20, trente: 30, quatorze: 14, soixante: 60 },
  ...{ dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9, diez: 10 },
  ...{ doce: 12, quince: 15, veinte: 20, treinta: 30, catorce: 14, sesenta: 60 },
  ...{ mbili: 2, tatu: 3, nne: 4, tano: 5, sita: 6, saba: 7, nane: 8, tisa: 9, kumi: 10 },
};

const separators = /[.,\u00a0\u202f' ]/g;

/**
 * The value of a written number, whatever its thousands and decimals are marked with: `1,850.00`,
 * `1.850,00` and `1 850` are 1850. A last group of three digits is thousands, any other decimals.
 */
export const numberValue = (written: string): number => {
  const decimals = /^(.*)[.,](\d{1,2}|\d{4,})$/.exec(written);
  const whole = (decimals?.[1] ?? written).replace(separators, '');
  return Number(`${whole}.${decimals?.[2] ?? '0'}`);
};

/** A number as people write it: grouped by threes, or plain, with decimals or not. */
export const writtenNumber = String.raw`\d{1,3}(?:[,.\u00a0\u202f' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?`;

/** Every number of a text, in digits or words. */
export const numbersIn = (text: string): Set<number> => {
  const digits = text.match(new RegExp(writtenNumber, 'g')) ?? [];
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const said = words.map((word) => numberWords[word]).filter((value) => value !== undefined);
  return new Set([...digits.map(numberValue), ...said]);
};
