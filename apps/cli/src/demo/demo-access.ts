import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const demoAccess = z.object({
  tenantId: z.uuid(),
  ownerKey: z.string(),
  operatorKey: z.string(),
  platformKey: z.string(),
  channels: z.object({
    webhook: z.object({ id: z.uuid(), secret: z.string() }),
    web_chat: z.object({ id: z.uuid() }),
  }),
});

/** What one needs to talk to the demo shop. */
export type DemoAccess = z.infer<typeof demoAccess>;

export const readDemoAccess = async (path: string): Promise<DemoAccess | undefined> => {
  try {
    return demoAccess.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${path} is not a file of demo keys: delete it to start anew`, {
      cause: error,
    });
  }
};

export const writeDemoAccess = async (path: string, access: DemoAccess): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(access, null, 2)}\n`, { mode: 0o600 });
};
