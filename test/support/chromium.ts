import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { eventually } from './eventually.js';

/** Debian's Chromium in a container: no sandbox of its own, and nothing that calls home. */
const flags = [
  ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ...['--no-first-run', '--remote-debugging-port=0', 'about:blank'],
];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const onPath = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/** Installs what is missing where that is allowed, as for Redis. */
const program = async (): Promise<string> => {
  if (onPath() === undefined && process.getuid?.() === 0) {
    const environment = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    const apt = (...args: string[]): Promise<unknown> =>
      promisify(execFile)('apt-get', args, { ...environment, maxBuffer: 64 * 1024 * 1024 });
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', 'chromium');
  }
  const path = onPath();
  if (path === undefined) throw new Error(`a browser is missing: install ${names.join(' or ')}`);
  return path;
};

interface Answer {
  id?: number;
  result?: { result?: { value?: unknown }; exceptionDetails?: { text: string } };
  error?: { message: string };
}

/** One page of a real browser with a fresh profile, driven over the DevTools protocol. */
export class Chromium implements AsyncDisposable {
  private lastId = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  private constructor(
    private readonly browser: ChildProcess,
    private readonly profile: string,
    private readonly socket: WebSocket,
  ) {
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer);
    });
  }

  static async start(): Promise<Chromium> {
    const profile = await mkdtemp(join(tmpdir(), 'tulia-chromium-'));
    const browser = spawn(await program(), [`--user-data-dir=${profile}`, ...flags], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [host] = await listening(browser);
    const page = await eventually('a page of the browser', async () => {
      const pages = await fetch(`http://${host}/json/list`);
      const targets = (await pages.json()) as { type: string; webSocketDebuggerUrl: string }[];
      return targets.find(({ type }) => type === 'page');
    });
    const socket = new WebSocket(page.webSocketDebuggerUrl);
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    return new Chromium(browser, profile, socket);
  }

  async open(url: string): Promise<void> {
    await this.command('Page.navigate', { url });
    await eventually('the page', () => this.run<boolean>(`document.readyState === 'complete'`));
  }

  /** What an expression is worth in the page. @throws what it throws there */
  async run<Value>(expression: string): Promise<Value> {
    const parameters = { expression, returnByValue: true, awaitPromise: true };
    const { result } = await this.command('Runtime.evaluate', parameters);
    if (result?.exceptionDetails) throw new Error(`in the page: ${result.exceptionDetails.text}`);
    return result?.result?.value as Value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close();
    const ended = new Promise((resolve) => this.browser.once('exit', resolve));
    this.browser.kill('SIGKILL');
    await ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private command(method: string, params: object): Promise<Answer> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, (answer) => {
        this.waiting.delete(id);
        if (answer.error === undefined) resolve(answer);
        else reject(new Error(`${method}: ${answer.error.message}`));
      });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

/** Where it says it listens. @throws Error when it ends without */
const listening = (browser: ChildProcess): Promise<[host: string]> =>
  new Promise((resolve, reject) => {
    browser.once('error', reject);
    browser.once('exit', (code) => reject(new Error(`chromium ended with ${code}`)));
    if (browser.stderr === null) return;
    createInterface(browser.stderr).on('line', (line) => {
      const host = /^DevTools listening on ws:\/\/([^/]+)\//.exec(line)?.[1];
      if (host !== undefined) resolve([host]);
    });
  });
