import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

const definitions = '#/$defs/';
const components = '#/components/schemas/';

/** `$ref`s into the document's components. */
const moved = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(moved);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) =>
      name === '$ref' && typeof value === 'string'
        ? [name, value.replace(definitions, components)]
        : [name, moved(value)],
    ),
  );
};

/** The first example a schema brings along: `.meta({ examples: […] })`. */
export const exampleOf = (schema: z.ZodType | undefined): unknown => {
  const examples = schema?.meta()?.examples;
  return Array.isArray(examples) ? (examples[0] as unknown) : undefined;
};

/**
 * Writes schemas that validate as JSON Schema (2020-12, the dialect of OpenAPI 3.1). Those with an
 * id (`.meta({ id: 'Product' })`) become components of the document, the others stand where used.
 */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  /** @param io `input`: what a caller sends; `output`: what an answer is */
  write(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $defs, ...written } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
    delete written.$schema;
    for (const [id, definition] of Object.entries($defs ?? {})) {
      this.add(id, moved(definition) as JsonSchema);
    }
    return moved(written) as JsonSchema;
  }

  /** @throws Error where two schemas have one name */
  private add(id: string, schema: JsonSchema): void {
    const known = this.schemas[id];
    if (known !== undefined && !isDeepStrictEqual(known, schema)) {
      throw new Error(`Two schemas are called ${id}: give one of them another id`);
    }
    this.schemas[id] = schema;
  }
}
