import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

interface LockedPackage {
  license?: string;
  optional?: boolean;
  os?: string[];
}

/** Licences that let the suite be shipped under its own; anything else is for a person to decide. */
const allowed = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'Unlicense',
]);

/** Of an expression all parts joined by AND must hold, and one of those joined by OR. */
const permits = (expression: string): boolean =>
  expression
    .replaceAll(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((name) => allowed.has(name)));

test('every package in the lock file has a licence we may ship', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(packages.length).toBeGreaterThan(500);
  const refused = packages.filter(([, { license, optional, os }]) =>
    // Binaries of other platforms that the registry here does not know: of their parent's licence.
    license === undefined ? !(optional === true && os !== undefined) : !permits(license),
  );
  expect(refused.map(([path, { license }]) => `${path}: ${license ?? 'none'}`)).toEqual([]);
});

test.each(['GPL-3.0', 'MIT AND AGPL-3.0', '(GPL-2.0 OR LGPL-3.0)', 'UNLICENSED'])(
  '%s is none of them',
  (expression) => expect(permits(expression)).toBe(false),
);
