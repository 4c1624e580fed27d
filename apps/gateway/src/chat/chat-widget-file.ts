import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const widgetFile = join('apps', 'gateway', 'widget', 'chat-widget.js');

/** Wherever this module runs from: the sources, the build, or a production image. */
const widgetPath = (): string => {
  let folder = import.meta.dirname;
  for (;;) {
    const path = join(folder, widgetFile);
    if (existsSync(path)) return path;
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`${widgetFile} is in no folder above ${import.meta.url}`);
    folder = parent;
  }
};

/** The script that puts a chat into a page. */
export const readChatWidget = (): string => readFileSync(widgetPath(), 'utf8');
