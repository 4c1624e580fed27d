import { isSpoken, type SpokenLanguage } from './language.js';

/** What stands between the facts of a product or service; the facts are the tenant's. */
export interface ItemWords {
  /** A colon and no verb: a title may be in the plural, or of either gender. */
  priced: (title: string, facts: string) => string;
  inStock: (count: number) => string;
  soldOut: string;
  takes: (duration: string) => string;
  options: (options: string) => string;
  hours: (count: number) => string;
  minutes: (count: number) => string;
}

const wordsIn: Readonly<Record<SpokenLanguage, ItemWords>> = {
  en: {
    priced: (title, facts) => `${title} costs ${facts}`,
    inStock: (count) => `${count} in stock`,
    soldOut: 'sold out',
    takes: (duration) => ` and takes ${duration}`,
    options: (options) => `Options: ${options}`,
    hours: (count) => `${count} ${count === 1 ? 'hour' : 'hours'}`,
    minutes: (count) => `${count} ${count === 1 ? 'minute' : 'minutes'}`,
  },
  sw: {
    priced: (title, facts) => `${title}: bei ${facts}`,
    inStock: (count) => `zimebaki ${count}`,
    soldOut: 'zimeisha',
    takes: (duration) => `, muda ${duration}`,
    options: (options) => `Chaguo: ${options}`,
    hours: (count) => `saa ${count}`,
    minutes: (count) => `dakika ${count}`,
  },
  fr: {
    priced: (title, facts) => `${title} : ${facts}`,
    inStock: (count) => `${count} en stock`,
    soldOut: 'épuisé',
    takes: (duration) => `, durée ${duration}`,
    options: (options) => `Au choix : ${options}`,
    hours: (count) => `${count} ${count === 1 ? 'heure' : 'heures'}`,
    minutes: (count) => `${count} ${count === 1 ? 'minute' : 'minutes'}`,
  },
  es: {
    priced: (title, facts) => `${title}: ${facts}`,
    inStock: (count) => `${count} en existencia`,
    soldOut: 'agotado',
    takes: (duration) => `, duración ${duration}`,
    options: (options) => `Opciones: ${options}`,
    hours: (count) => `${count} ${count === 1 ? 'hora' : 'horas'}`,
    minutes: (count) => `${count} ${count === 1 ? 'minuto' : 'minutos'}`,
  },
};

export const itemWordsIn = (language: string): ItemWords =>
  wordsIn[isSpoken(language) ? language : 'en'];
