import { type FieldError, parseInput, Problem } from '#contracts';
import { z } from 'zod';

/** What catalog-service takes: values of the fields named in the mask; a field without one is cleared. */
export interface MaskedPatch {
  patch: Record<string, unknown>;
  updateMask: string[];
}

const mergePatch = z
  .record(z.string(), z.unknown())
  .refine((fields) => Object.keys(fields).length > 0, 'must name at least one field to change');

/**
 * A JSON merge patch (RFC 7396): null clears, what is left out stays.
 * @param schema what the resource is created from; fields it requires cannot be cleared
 * @throws Problem `malformed` that names every wrong field
 */
export const parseMergePatch = (schema: z.ZodObject, body: unknown): MaskedPatch => {
  const fields = parseInput(mergePatch, body);
  const updateMask = Object.keys(fields);
  const entries = Object.entries(fields);
  const shape = Object.entries(schema.shape as Record<string, z.ZodType>).filter(
    ([name]) => Object.hasOwn(fields, name) && fields[name] !== null,
  );
  const values = Object.fromEntries(
    entries.filter(([name, value]) => value !== null || !Object.hasOwn(schema.shape, name)),
  );
  const patch = parseInput(z.strictObject(Object.fromEntries(shape)), values);
  const errors = entries
    .filter(([name, value]) => value === null && !isClearable(schema, name))
    .map(([name]): FieldError => ({ field: `/${name}`, detail: 'cannot be cleared' }));
  if (errors.length > 0) {
    const named = errors.map(({ field, detail }) => `${field}: ${detail}`).join('; ');
    throw new Problem('malformed', named, { errors });
  }
  return { patch, updateMask };
};

/** What `parseMergePatch` takes, for the API's description; nothing is parsed by it. */
export const mergePatchOf = (schema: z.ZodObject): z.ZodObject => {
  const fields = Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => [
    name,
    isClearable(schema, name) ? withoutDefault(field).nullish() : field.optional(),
  ]);
  return z.strictObject(Object.fromEntries(fields) as Record<string, z.ZodType>).meta({
    examples: [{ active: false }],
  });
};

const withoutDefault = (field: z.ZodType): z.ZodType =>
  field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field;

const isClearable = (schema: z.ZodObject, name: string): boolean =>
  (schema.shape as Record<string, z.ZodType>)[name]?.safeParse(undefined).success ?? false;
