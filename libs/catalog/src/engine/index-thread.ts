import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FatalError, TransientError } from '#faults';
import type { Logger } from '#ops';
import type { CatalogStatus } from '../catalog.js';
import { fromWire, type Ask, type EngineSettings, type Told, type WireError } from './protocol.js';

type Question = Ask extends infer A ? (A extends Ask ? Omit<A, 'number'> : never) : never;

interface Pending {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onFound?: (batch: never) => void;
}

const RESTART_MS = 1000;
const RESTART_MOST_MS = 60_000;

export interface IndexThreadOptions {
  readonly logger: Logger;
  readonly onChanged: () => void;
}

/** The main thread's end of the index thread: questions go over, answers come back, and a thread that died is replaced. */
export class IndexThread {
  status: CatalogStatus = {
    ready: false,
    phase: 'first scan',
    datasets: 0,
    refusedFiles: 0,
    scanned: 0,
    note: 'the index is being opened',
  };
  private worker: Worker | undefined;
  private readonly pending = new Map<number, Pending>();
  private number = 0;
  private closed = false;
  private restartMs = RESTART_MS;

  private constructor(
    private readonly settings: EngineSettings,
    private readonly options: IndexThreadOptions,
  ) {}

  /** Comes back when the index is open; throws what kept it from opening. */
  static async start(settings: EngineSettings, options: IndexThreadOptions): Promise<IndexThread> {
    const thread = new IndexThread(settings, options);
    await thread.launch();
    return thread;
  }

  ask<T, Found = never>(question: Question, onFound?: (batch: Found[]) => void): Promise<T> {
    const { worker } = this;
    if (worker === undefined) return Promise.reject(new TransientError('the catalogue index is being restarted'));
    return new Promise<T>((resolve, reject) => {
      const number = ++this.number;
      this.pending.set(number, { resolve, reject, onFound });
      worker.postMessage({ ...question, number } as Ask);
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const { worker } = this;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    await this.ask({ ask: 'close' }).catch((error: unknown) =>
      this.options.logger.warn({ err: error }, 'the catalogue index did not close well'),
    );
    await worker.terminate();
    await ended;
    this.status = { ...this.status, ready: false, phase: 'stopped', note: 'stopped' };
  }

  private launch(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(workerFile(), {
        workerData: this.settings,
        resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 6 },
      });
      worker.on('message', (told: Told) => {
        if (!('event' in told)) this.deliver(told);
        else if (told.event === 'opened') {
          this.worker = worker;
          this.status = told.status;
          this.restartMs = RESTART_MS;
          resolve();
        } else if (told.event === 'status') this.status = told.status;
        else if (told.event === 'changed') this.options.onChanged();
        else if (told.event === 'log') this.options.logger[told.level](told.details, told.message);
        else if (told.event === 'failed') reject(openingError(told.error));
      });
      worker.on('error', (error) => this.options.logger.error({ err: error }, 'the catalogue index thread failed'));
      worker.on('exit', (code) => {
        reject(new TransientError(`the catalogue index thread ended (${code})`));
        this.lose(worker);
      });
    });
  }

  private deliver(told: Exclude<Told, { event: string }>): void {
    const pending = this.pending.get(told.number);
    if (pending === undefined) return;
    if ('found' in told) return pending.onFound?.(told.found as never);
    this.pending.delete(told.number);
    if ('error' in told) {
      const error = fromWire(told.error);
      if (error.fault === 'fatal') this.options.logger.error({ reason: told.error.message }, error.message);
      pending.reject(error);
    } else pending.resolve(told.answer as never);
  }

  private lose(worker: Worker): void {
    if (this.worker !== worker) return; // it never opened, or was replaced
    this.worker = undefined;
    for (const { reject } of this.pending.values()) reject(new TransientError('the catalogue index is being restarted'));
    this.pending.clear();
    if (this.closed) return;
    this.status = { ...this.status, ready: false, note: 'the index is being restarted' };
    this.options.onChanged();
    this.relaunch();
  }

  private relaunch(): void {
    setTimeout(() => {
      if (this.closed) return;
      this.launch().catch((error: unknown) => {
        this.options.logger.error({ err: error }, 'the catalogue index could not be restarted');
        this.relaunch();
      });
    }, this.restartMs).unref();
    this.restartMs = Math.min(this.restartMs * 2, RESTART_MOST_MS);
  }
}

/** Told to whoever starts Sodalite, who can do something about a full disk. */
function openingError(wire: WireError): Error {
  const error = fromWire(wire);
  return error.fault === 'fatal' ? new FatalError(`the catalogue index cannot be opened: ${wire.message}`, { cause: error }) : error;
}

/** Compiled code has the entry beside it; when the sources run as they are (in tests), the compiled one of dist/ is taken. */
function workerFile(): string {
  const beside = new URL('./index-worker.js', import.meta.url);
  const compiled = new URL('../../../../dist/libs/catalog/src/engine/index-worker.js', import.meta.url);
  return fileURLToPath(import.meta.url.endsWith('.ts') ? compiled : beside);
}
