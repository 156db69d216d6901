import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { DomainError } from '#faults';

/** Somebody waits for messages under a subject of its own. */
export interface Waiting {
  /** the question */
  readonly subject: string;
  receive(msg: Msg): void;
  fail(error: DomainError): void;
}

/** One subscription for all that comes back to this process. */
export class Inbox {
  private readonly waiting = new Map<string, Waiting>();
  private readonly base: string;
  private made = 0;

  /** @param stray told of messages that nobody waits for any more */
  constructor(connection: NatsConnection, prefix: string | undefined, stray: (msg: Msg) => void) {
    this.base = createInbox(prefix);
    connection.subscribe(`${this.base}.*`, {
      callback: (error, msg) => {
        if (error) return; // said by the state of the connection too
        const waiting = this.waiting.get(msg.subject);
        if (waiting) waiting.receive(msg);
        else stray(msg);
      },
    });
  }

  get size(): number {
    return this.waiting.size;
  }

  /** @returns the subject under which it waits */
  add(waiting: Waiting): string {
    const reply = `${this.base}.${(this.made++).toString(36)}`;
    this.waiting.set(reply, waiting);
    return reply;
  }

  delete(reply: string): void {
    this.waiting.delete(reply);
  }

  /** @param error what to tell whoever waits for an answer to that subject; undefined: nothing */
  fail(error: (subject: string) => DomainError | undefined): void {
    for (const waiting of this.waiting.values()) {
      const reason = error(waiting.subject);
      if (reason) waiting.fail(reason);
    }
  }
}
