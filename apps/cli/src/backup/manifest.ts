import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.strictObject({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** The last migration of the database: a backup goes back into the same shape. */
  migration: z.string(),
  /** Names of the encryption keys that open the channels' secrets; the keys are not in here. */
  keys: z.array(z.string()),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.int().min(0),
      /** Of the compressed file, named after the table. */
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  /** What each sequence has given last; null: nothing yet. */
  sequences: z.array(z.strictObject({ name: z.string(), last: z.string().nullable() })),
});

/** What is in a backup. */
export type Manifest = z.output<typeof manifestSchema>;

const fileName = 'manifest.json';

/** Last of all, and at once: a folder without it is not a backup. */
export const writeManifest = async (folder: string, manifest: Manifest): Promise<void> => {
  const unfinished = join(folder, `${fileName}.unfinished`);
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, join(folder, fileName));
};

/** @throws Error that says what is wrong with it */
export const readManifest = async (folder: string): Promise<Manifest> => {
  const text = await readFile(join(folder, fileName), 'utf8').catch(() => {
    throw new Error(`${folder} holds no finished backup: it has no ${fileName}`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${fileName} is not JSON`, { cause });
  }
  const { success, data, error } = manifestSchema.safeParse(json);
  if (!success) throw new Error(`${fileName} is not a manifest: ${z.prettifyError(error)}`);
  return data;
};
