import { parseArgs } from 'node:util';

export interface Options {
  /** Forget what earlier starts left in `dataDir`. */
  fresh: boolean;
  /** Send one message through the suite and show what came of it. */
  demo: boolean;
  dataDir: string;
  readyFile?: string;
  workers: number;
  catalogs: number;
  gateways: number;
  /** Where the demo's webhook channel delivers; by default to the launcher itself. */
  deliveryUrl?: string;
}

/** The message is one line for the person at the terminal. */
export class OptionError extends Error {}

const declaration = {
  fresh: { type: 'boolean', default: false },
  'no-demo': { type: 'boolean', default: false },
  'data-dir': { type: 'string', default: '.tulia' },
  'ready-file': { type: 'string' },
  workers: { type: 'string', default: '1' },
  catalogs: { type: 'string', default: '1' },
  gateways: { type: 'string', default: '1' },
  'delivery-url': { type: 'string' },
} as const;

const usage =
  'npm start -- [--fresh] [--no-demo] [--ready-file=PATH] [--workers=N] [--catalogs=M] ' +
  '[--gateways=K] [--delivery-url=URL] [--data-dir=PATH]';

const replicas = (name: string, value: string): number => {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > 64) {
    throw new OptionError(`--${name} must be a number from 1 to 64, not "${value}".`);
  }
  return count;
};

const webAddress = (name: string, value: string | undefined): string | undefined => {
  if (value !== undefined && !/^https?:$/.test(URL.parse(value)?.protocol ?? '')) {
    throw new OptionError(`--${name} must be an http or https URL, not "${value}".`);
  }
  return value;
};

const parse = (args: string[]): ReturnType<typeof parseArgs<{ options: typeof declaration }>> => {
  try {
    return parseArgs({ args, options: declaration });
  } catch (error) {
    const [reason] = (error as Error).message.split(/\. (?=To specify)|\n/);
    throw new OptionError(`${reason}. Usage: ${usage}`, { cause: error });
  }
};

/** @throws OptionError */
export const readOptions = (args: string[]): Options => {
  const { values } = parse(args);
  return {
    fresh: values.fresh,
    demo: !values['no-demo'],
    dataDir: values['data-dir'],
    readyFile: values['ready-file'],
    workers: replicas('workers', values.workers),
    catalogs: replicas('catalogs', values.catalogs),
    gateways: replicas('gateways', values.gateways),
    deliveryUrl: webAddress('delivery-url', values['delivery-url']),
  };
};
