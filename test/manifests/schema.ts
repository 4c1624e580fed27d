import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { type Manifest } from './manifest.js';

/** Kubernetes' own groups, and those that operators bring along. */
const packageOf = (apiVersion: string): string => {
  const [group = ''] = apiVersion.split('/');
  const operators: Record<string, string> = {
    'keda.sh': '@kubernetes-models/keda',
    'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
    'external-secrets.io': '@kubernetes-models/external-secrets',
  };
  return `${operators[group] ?? 'kubernetes-models'}/${apiVersion}`;
};

interface Model {
  validate(): void;
}

const nameOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

/** Against the schemas of the APIs: types, formats, what is required. */
const invalid = async (manifest: Manifest): Promise<string[]> => {
  try {
    const models = (await import(packageOf(manifest.apiVersion))) as Record<
      string,
      (new (data: Manifest) => Model) | undefined
    >;
    const Kind = models[manifest.kind];
    if (Kind === undefined) return [`${nameOf(manifest)}: ${manifest.apiVersion} has no such kind`];
    new Kind(manifest).validate();
    return [];
  } catch (error) {
    return [`${nameOf(manifest)}: ${(error as Error).message}`];
  }
};

const root = fileURLToPath(new URL('../../', import.meta.url));
const fileName = `${root}test/manifests/built.generated.ts`;

/**
 * Schemas let unknown fields pass, and so does the API server, without a word: a misspelt probe is no probe. TypeScript
 * does not: each manifest is a literal of its kind's type, and a literal has no field its type lacks.
 */
const mistyped = (manifests: readonly Manifest[]): string[] => {
  const source = manifests
    .map((manifest, index) => {
      const type = `import('${packageOf(manifest.apiVersion)}').I${manifest.kind}`;
      return `export const _${index}: ${type} = ${JSON.stringify(manifest)};`;
    })
    .join('\n');
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [] },
    ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023 },
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === fileName
      ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2023)
      : read(name, ...rest);
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => name === fileName || exists(name);
  const program = ts.createProgram([fileName], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const manifest = manifests[file?.getLineAndCharacterOfPosition(start).line ?? -1];
    const said = ts.flattenDiagnosticMessageText(messageText, ' ');
    return `${manifest === undefined ? 'TypeScript' : nameOf(manifest)}: ${said}`;
  });
};

/** What the API servers would refuse, and what they would silently drop. */
export const schemaProblems = async (manifests: readonly Manifest[]): Promise<string[]> => [
  ...(await Promise.all(manifests.map(invalid))).flat(),
  ...mistyped(manifests),
];
