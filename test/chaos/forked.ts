import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own, which is told things and tells things over IPC. */
export interface Forked<Command extends object> {
  port: number;
  tell(command: Command): void;
  stop(): void;
}

/** @param file beside this one; its first message is `{ port }`, all later ones are events */
export const forkServer = async <Command extends object, Event extends object>(
  file: string,
  hear: (event: Event) => void,
): Promise<Forked<Command>> => {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    child.once('message', (event: { port: number }) => resolve(event.port));
  });
  child.on('message', (event: Event) => hear(event));
  return {
    port,
    tell: (command) => {
      if (child.connected) child.send(command);
    },
    stop: () => void child.kill('SIGKILL'),
  };
};
