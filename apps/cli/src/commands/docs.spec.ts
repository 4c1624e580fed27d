import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { environmentExample } from '#config';
import { monitoringFiles } from '../monitoring/files.js';
import { withEnvironmentTable } from './docs.command.js';

describe('generated documentation is up to date (else run `npm run docs`)', () => {
  it('.env.example', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(environmentExample());
  });

  it('the README’s table of variables', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(readme).toBe(withEnvironmentTable(readme));
  });

  it.each([...monitoringFiles()])('%s', (file, content) => {
    expect(readFileSync(file, 'utf8')).toBe(content);
  });
});
