import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Processes run what is compiled: `npm run build` comes before the tests. */
const SCRIPT = fileURLToPath(new URL('../../../dist/libs/jobs/test/jobs-child.js', import.meta.url));

/** A process that starts jobs and works at them. */
export class JobsChild {
  /** jobs of which it said that they are started */
  readonly started: string[] = [];
  private readonly ready = Promise.withResolvers<void>();
  private readonly ended: Promise<unknown>;

  constructor(
    args: readonly string[],
    env: Record<string, string> = {},
    private readonly process: ChildProcess = spawn(globalThis.process.execPath, [SCRIPT, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...globalThis.process.env, ...env },
    }),
  ) {
    this.ended = once(this.process, 'exit');
    this.ended.then(
      () => this.ready.resolve(),
      () => undefined,
    );
    this.process.stdin!.on('error', () => undefined);
    createInterface({ input: this.process.stdout! }).on(
      'line',
      (line) => void (line === 'ready' ? this.ready.resolve() : this.started.push(line)),
    );
  }

  async isReady(): Promise<this> {
    await this.ready.promise;
    return this;
  }

  start(query: string): void {
    this.process.stdin!.write(`${query}\n`);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.process.kill(signal);
    await this.ended;
  }

  /** Until it has ended by itself. */
  async end(): Promise<void> {
    await this.ended;
  }
}
