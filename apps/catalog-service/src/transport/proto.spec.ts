import {
  catalogMethods,
  catalogPackage,
  catalogProtoOptions,
  catalogProtoPath,
  catalogRpcName,
  catalogServiceName,
  type CatalogMethod,
  knowledgeInput,
  productInput,
  serviceInput,
} from '#contracts';
import { loadSync, type MessageTypeDefinition } from '@grpc/proto-loader';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

interface ProtoField {
  name: string;
  label: string;
  type: string;
  typeName: string;
}

const definitions = loadSync(catalogProtoPath(), catalogProtoOptions);
const rpcs = definitions[`${catalogPackage}.${catalogServiceName}`] as unknown as Record<
  string,
  { requestType: MessageTypeDefinition<object, object> }
>;

const fieldsOf = (message: unknown): ProtoField[] =>
  (message as { type: { field: ProtoField[] } }).type.field;

const messageNamed = (name: string): ProtoField[] =>
  fieldsOf(definitions[`${catalogPackage}.${name}`]);

/** What is under `.optional()`, `.default()` and the like. */
const bare = (schema: z.ZodType): z.ZodType => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return bare(schema.unwrap() as z.ZodType);
  }
  return schema instanceof z.ZodPipe ? bare(schema.in as z.ZodType) : schema;
};

/** `/input/price/currency` of every field, arrays marked, down to the scalars. */
const zodPaths = (schema: z.ZodType, path = ''): string[] => {
  const inner = bare(schema);
  if (inner instanceof z.ZodArray) return zodPaths(inner.element as z.ZodType, `${path}[]`);
  if (!(inner instanceof z.ZodObject)) return [path];
  return Object.entries(inner.shape).flatMap(([name, field]) =>
    zodPaths(field as z.ZodType, `${path}/${name}`),
  );
};

const protoPaths = (fields: ProtoField[], path = ''): string[] =>
  fields.flatMap(({ name, label, type, typeName }) => {
    const at = `${path}/${name}${label === 'LABEL_REPEATED' ? '[]' : ''}`;
    return type === 'TYPE_MESSAGE' ? protoPaths(messageNamed(typeName), at) : [at];
  });

const patchSchemas: Partial<Record<CatalogMethod, z.ZodType>> = {
  updateProduct: productInput,
  updateService: serviceInput,
  updateKnowledge: knowledgeInput,
};

/** Lists share one message; `type` is for knowledge. */
const onlyInProto: Partial<Record<CatalogMethod, string[]>> = {
  listProducts: ['/type'],
  listServices: ['/type'],
};

describe('catalog.proto', () => {
  it('has the methods of the table and no others', () => {
    const methods = Object.keys(catalogMethods) as CatalogMethod[];
    expect(Object.keys(rpcs).sort()).toEqual(methods.map(catalogRpcName).sort());
  });

  it.each(Object.keys(catalogMethods) as CatalogMethod[])('has the fields of %s', (method) => {
    const request = rpcs[catalogRpcName(method)]?.requestType;
    const patch = patchSchemas[method];
    const expected = zodPaths(catalogMethods[method].request).flatMap((path) =>
      path === '/patch' && patch !== undefined ? zodPaths(patch, path) : [path],
    );
    expect(protoPaths(fieldsOf(request)).sort()).toEqual(
      [...expected, ...(onlyInProto[method] ?? [])].sort(),
    );
  });

  it.each([
    ['Product', productInput, ['/variants[]/id']],
    ['Service', serviceInput, []],
    ['KnowledgeEntry', knowledgeInput, []],
  ])('has in %s what was sent and what was stored with it', (message, schema, more) => {
    const stored = ['/id', '/createdAt', '/updatedAt', ...more];
    expect(protoPaths(messageNamed(message)).sort()).toEqual(
      [...zodPaths(schema), ...stored].sort(),
    );
  });
});
