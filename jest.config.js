import { readFileSync } from 'node:fs';

// The build leaves tests out (.swcrc); Jest must not.
const { exclude: _exclude, ...swc } = JSON.parse(readFileSync('.swcrc', 'utf8'));

/**
 * Three projects, one configuration: `unit` needs no servers, `integration` and `e2e` get a real
 * PostgreSQL and Redis of their own from `test/support/global-setup.ts`.
 */
const base = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // `development` makes the `#lib` imports of package.json resolve to the sources.
  testEnvironmentOptions: { customExportConditions: ['development', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.tulia/'],
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
};

const withServers = {
  ...base,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

export default {
  testTimeout: 30_000,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['**/*.spec.ts'] },
    { ...withServers, displayName: 'integration', testMatch: ['**/*.int-spec.ts'] },
    { ...withServers, displayName: 'e2e', testMatch: ['**/*.e2e-spec.ts'] },
  ],
};
