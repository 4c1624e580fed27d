import { describe, expect, it } from '@jest/globals';
import { OptionError, readOptions } from './options.js';

describe('the options of npm start', () => {
  it('default to one of each service, the demo, and .tulia', () => {
    expect(readOptions([])).toEqual({
      fresh: false,
      demo: true,
      dataDir: '.tulia',
      workers: 1,
      catalogs: 1,
      gateways: 1,
    });
  });

  it('are all understood, with = or with a space', () => {
    const given = '--fresh --no-demo --ready-file=r.json --workers 3 --catalogs=2 --gateways=4';
    expect(
      readOptions([...given.split(' '), '--delivery-url=http://127.0.0.1:9/x', '--data-dir=/d']),
    ).toEqual({
      fresh: true,
      demo: false,
      dataDir: '/d',
      readyFile: 'r.json',
      workers: 3,
      catalogs: 2,
      gateways: 4,
      deliveryUrl: 'http://127.0.0.1:9/x',
    });
  });

  it.each([
    [['--unknown'], "Unknown option '--unknown'. Usage: npm start"],
    [['word'], "Unexpected argument 'word'"],
    [['--ready-file'], "Option '--ready-file <value>' argument missing"],
    [['--workers=0'], '--workers must be a number from 1 to 64, not "0".'],
    [['--catalogs=two'], '--catalogs must be a number'],
    [['--delivery-url=ftp://example.org'], '--delivery-url must be an http or https URL'],
    [['--delivery-url=nowhere'], '--delivery-url must be an http or https URL'],
  ])('say in one line what is wrong with %j', (args, message) => {
    const read = (): unknown => readOptions(args);
    expect(read).toThrow(OptionError);
    expect(read).toThrow(message);
    expect(read).not.toThrow('\n');
  });
});
