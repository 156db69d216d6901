import { PermissionViolationError, type NatsConnection, type Status } from '@nats-io/transport-node';
import { TransientError } from '#faults';
import type { Logger } from '#ops';
import { watchPatience } from '../patience.js';

/** Whoever asks while the broker is away waits so long for it. */
const WAIT_MS = 5000;

export interface LinkEvents {
  /** what was under way on the connection is lost */
  down(): void;
  refused(error: PermissionViolationError): void;
  /** the broker will stop: the time to go to another one */
  leaving(): void;
}

/** Whether the broker is there. */
export class Link {
  private back: PromiseWithResolvers<void> | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly events: LinkEvents,
    private readonly logger?: Logger,
  ) {
    void this.watch();
  }

  get up(): boolean {
    return this.back === undefined && !this.connection.isDraining() && !this.connection.isClosed();
  }

  /** @throws TransientError when the broker does not come back in time, whatever patience throws */
  async wait(subject: string, signal: AbortSignal | undefined, deadlineMs = Infinity): Promise<void> {
    if (this.up) return;
    const away = new TransientError(`${subject} cannot be asked: the broker is away`);
    if (!this.back) throw away;
    const impatient = Promise.withResolvers<never>();
    const latest = Date.now() + WAIT_MS;
    const end = watchPatience(subject, signal, Math.min(deadlineMs, latest), (error) =>
      impatient.reject(error instanceof TransientError ? away : error),
    );
    try {
      await Promise.race([this.back.promise, impatient.promise]);
    } finally {
      end();
    }
  }

  private async watch(): Promise<void> {
    const told: Partial<Record<Status['type'], (status: never) => void>> = {
      disconnect: ({ server }: { server: string }) => this.down(server),
      reconnect: ({ server }: { server: string }) => this.returned(server),
      ldm: ({ server }: { server: string }) => {
        this.logger?.info({ server }, 'the broker is about to stop');
        this.events.leaving();
      },
      error: ({ error }: { error: Error }) => {
        this.logger?.error({ reason: error.message }, 'the broker refuses something');
        if (error instanceof PermissionViolationError) this.events.refused(error);
      },
      slowConsumer: () => this.logger?.warn('messages come faster than they are worked on'),
    };
    for await (const status of this.connection.status()) told[status.type]?.(status as never);
    this.back?.resolve();
  }

  private down(server: string): void {
    if (!this.back) this.logger?.warn({ server }, 'the broker has gone');
    this.back ??= Promise.withResolvers<void>();
    this.events.down();
  }

  private returned(server: string): void {
    this.logger?.info({ server }, 'the broker is back');
    this.back?.resolve();
    this.back = undefined;
  }
}
