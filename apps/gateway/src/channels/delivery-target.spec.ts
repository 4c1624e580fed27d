import { Problem } from '#contracts';
import { describe, expect, test } from '@jest/globals';
import { assertDeliverable } from './delivery-target.js';

const refusal = (url: string, allowHosts: string[] = []): string | undefined => {
  try {
    assertDeliverable(url, allowHosts);
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return undefined;
};

describe('a delivery URL', () => {
  test.each([
    'https://shop.example/replies',
    'http://8.8.8.8:8080/',
    'https://[2606:4700::1111]/',
    'https://172.32.0.1/',
  ])('may be public: %s', (url) => {
    expect(refusal(url)).toBeUndefined();
  });

  test.each([
    'http://localhost/',
    'http://printer.local/',
    'http://metadata.google.internal/',
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://0.0.0.0/',
    'http://10.1.2.3/',
    'http://172.31.255.255/',
    'http://192.168.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
  ])('may not be private: %s', (url) => {
    expect(refusal(url)).toBe('unprocessable');
  });

  test.each([
    ['http://127.0.0.1/', '127.0.0.1'],
    ['http://10.1.2.3/', '10.0.0.0/8'],
    ['http://localhost:3000/', 'localhost'],
    ['http://[::1]/', '::1'],
  ])('%s may be used where the operator allows %s', (url, allowed) => {
    expect(refusal(url, [allowed])).toBeUndefined();
    expect(refusal('http://192.168.0.1/', [allowed])).toBe('unprocessable');
  });

  test.each(['', 'shop.example', 'ftp://shop.example/', 'https://user:pass@shop.example/'])(
    'must be an http URL without credentials, unlike "%s"',
    (url) => {
      expect(refusal(url)).toBe('malformed');
    },
  );
});
