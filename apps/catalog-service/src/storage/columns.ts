/**
 * The values of the named fields, null where the tenant sent nothing: those columns are cleared.
 * A required field is never absent here, which the request's schema has made sure of.
 */
export const namedFields = <Fields extends object>(
  input: Partial<Fields>,
  names: readonly string[],
): { [Name in keyof Fields]?: Fields[Name] | null } =>
  Object.fromEntries(names.map((name) => [name, input[name as keyof Fields] ?? null])) as {
    [Name in keyof Fields]?: Fields[Name] | null;
  };
