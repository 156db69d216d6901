import { Client } from 'pg';
import { readState, type IndexState } from './index-state.js';
import type { Place } from './place.js';
import { channelOf } from './schema.js';

/** Looks at the state of the index again after so long, whatever has been told. */
const LOOK_MS = 5000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const QUERY_MS = 5000;

export interface IndexWatchOptions {
  /** After every look: what there is, or a sentence why there is nothing, or the failure. */
  readonly onState: (state: IndexState | string | { readonly failure: unknown }) => void;
  /** Anything may have changed: a scan has finished, or might have while nobody could tell. */
  readonly onChanged: () => void;
}

/** Listens to what scans tell, over a connection of its own, which is made again whenever it is lost. */
export class IndexWatch {
  private closed = false;
  private wakeUp: () => void = () => undefined;
  private told = false;
  private last: string | undefined;
  private readonly done: Promise<void>;
  private readonly firstLook = Promise.withResolvers<void>();

  constructor(
    private readonly place: Place,
    private readonly options: IndexWatchOptions,
  ) {
    this.done = this.run();
  }

  /** Comes back when the database has been asked once, whatever came of it. */
  first(): Promise<void> {
    return this.firstLook.promise;
  }

  /** Looks now. */
  wake(): void {
    this.wakeUp();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    await this.done;
  }

  private async run(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; !this.closed; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const client = new Client({ ...this.place.connection({ default_transaction_read_only: 'on' }), query_timeout: QUERY_MS });
      client.on('error', () => this.wake());
      client.on('notification', () => {
        this.told = true;
        this.wake();
      });
      try {
        await client.connect();
        await client.query(`LISTEN ${channelOf(this.place.schema)}`);
        this.options.onChanged();
        for (; !this.closed; await this.sleep(LOOK_MS)) {
          this.look(await readState(client));
          pause = FIRST_PAUSE_MS;
        }
      } catch (failure) {
        this.told = false;
        this.options.onState({ failure });
        this.firstLook.resolve();
      }
      leave(client);
      if (!this.closed) await this.sleep(pause);
    }
  }

  private look(state: IndexState | string): void {
    const now = JSON.stringify(state);
    const isNews = this.told || (this.last !== undefined && this.last !== now);
    this.told = false;
    this.last = now;
    this.options.onState(state);
    this.firstLook.resolve();
    if (isNews) this.options.onChanged();
  }

  /** Until somebody wakes us; what was told while we looked is looked at now. */
  private sleep(ms: number): Promise<void> {
    if (this.told) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A server that hangs is not waited for. */
function leave(client: Client): void {
  client.end().catch(() => undefined);
  (client as Client & { unref(): void }).unref(); // the types forget it
}
