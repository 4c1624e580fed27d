/** Who may import what: see CONTRIBUTING.md. Every rule is an error. */
/** Specs, and what specs share, may use the suite's own test servers. */
const tests = ['spec\\.ts$', '^(apps|libs)/[^/]+/test/'];

const generalLibs = 'caching|changes|relations|dedup|config|contracts|local-servers';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'apps-do-not-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'apps-and-libs-import-libs-by-public-name',
      comment: 'Only src/index.ts of another lib may be reached.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$2/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'libs-do-not-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'general-libs-know-nothing-of-the-suite',
      comment: 'They could be published on their own.',
      severity: 'error',
      from: { path: `^libs/(${generalLibs})/`, pathNot: tests },
      to: { path: '^libs/', pathNot: '^libs/$1/' },
    },
    {
      name: 'contracts-know-no-framework',
      severity: 'error',
      from: { path: '^libs/contracts/' },
      to: { path: 'node_modules/(@nestjs|typeorm)/' },
    },
    {
      name: 'no-own-index',
      comment: 'Inside a lib, import the file: cycles hide in barrels.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/src/(?!index\\.ts)', pathNot: 'spec\\.ts$' },
      to: { path: '^libs/$1/src/index\\.ts$' },
    },
    {
      name: 'source-does-not-import-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: tests },
      to: { path: ['^test/', '^(apps|libs)/[^/]+/test/'] },
    },
    {
      name: 'entities-import-only-entities',
      severity: 'error',
      from: { path: '^libs/persistence/src/entities/' },
      to: {
        path: '^(apps|libs)/',
        pathNot: ['^libs/persistence/src/entities/', '^libs/contracts/src/index\\.ts$'],
      },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^(apps|libs|test)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.tulia)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['development', 'import', 'node', 'default', 'types'],
    },
  },
};
