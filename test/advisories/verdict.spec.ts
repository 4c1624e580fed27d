import { expect, test } from '@jest/globals';
import { verdict } from './verdict.js';

const report = (vulnerabilities: Record<string, { severity: string; range: string }>): string =>
  JSON.stringify({
    metadata: { vulnerabilities: {}, dependencies: { prod: 400 } },
    vulnerabilities,
  });

test('no advisory passes', () => {
  expect(verdict(report({}))).toEqual({
    lines: ['0 advisories, 0 grave, in 400 packages'],
    code: 0,
  });
});

test('a slight one is told, a grave one fails', () => {
  const slight = { ws: { severity: 'moderate', range: '<8' } };
  expect(verdict(report(slight))).toEqual({
    lines: ['moderate  ws <8', '1 advisories, 0 grave, in 400 packages'],
    code: 0,
  });
  const { code } = verdict(report({ ...slight, pg: { severity: 'critical', range: '*' } }));
  expect(code).toBe(1);
});

test.each([
  ['', 'no answer'],
  ['npm error network', 'no answer'],
  ['{"message":"405 Method Not Allowed","error":{"summary":""}}', '405 Method Not Allowed'],
  ['{"error":{"code":"ENOTFOUND","summary":"request failed"}}', 'request failed'],
])('where no registry answers (%j) it is said, and not passed off as a check', (output, reason) => {
  const { lines, code } = verdict(output);
  expect(lines).toEqual([`NOT CHECKED: no registry tells advisories here (${reason})`]);
  expect(code).toBe(0);
});
