import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { create } from '@bufbuild/protobuf';
import { FatalError, LimitError, TransientError, type DomainError } from '#faults';
import { CreditSchema } from '#proto';
import type { StreamQuestion } from '../bus.js';
import { messageCodec } from '../codec.js';
import { faultIn } from './body.js';
import { ALIVE, END, FAULT, MORE, SEQUENCE } from './headers.js';
import type { Inbox } from './inbox.js';

/** Messages that may be under way or wait here for one reader; half of them taken, as many are asked for. */
export const WINDOW = 16;
/** Whoever sends says something all 4 s; after this silence it is taken for dead. */
const SILENCE_MS = 15_000;
/** A chunk in parts is put together up to this. */
const CHUNK_BYTES = 64 * 2 ** 20;

const credits = messageCodec(CreditSchema);

/** The reading end of a stream. */
export class StreamReader {
  readonly reply: string;
  /** the other side has said its last word, or has never been there */
  ended = false;
  private readonly arrived: Msg[] = [];
  private failure: DomainError | undefined;
  private wake: (() => void) | undefined;
  private heard = Date.now();
  private taken = 0;
  private sequence = 0;
  /** where the other side hears of credit */
  private control: string | undefined;
  private readonly watch: NodeJS.Timeout;

  constructor(
    private readonly connection: NatsConnection,
    private readonly inbox: Inbox,
    private readonly subject: string,
  ) {
    this.reply = inbox.add({ subject, receive: (msg) => this.receive(msg), fail: (error) => this.fail(error) });
    this.watch = setInterval(() => {
      if (Date.now() - this.heard > SILENCE_MS) this.fail(new TransientError(`${subject}: nothing was heard of the answerer any more`));
      this.publishCredit(0); // the broker says when there is nobody any more
    }, SILENCE_MS / 5).unref();
  }

  fail(error: DomainError): void {
    this.failure ??= error;
    this.wake?.();
  }

  close(): void {
    clearInterval(this.watch);
    this.inbox.delete(this.reply);
  }

  async *chunks<Request, Chunk>({ chunk: codec }: StreamQuestion<Request, Chunk>): AsyncGenerator<Chunk, void, void> {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for (;;) {
      const msg = await this.next();
      this.inOrder(msg);
      if (msg.headers?.has(END)) return;
      bytes += msg.data.length;
      if (bytes > CHUNK_BYTES) throw new LimitError(`${this.subject}: a chunk has more than ${CHUNK_BYTES} bytes`);
      this.giveCredit();
      parts.push(msg.data);
      if (msg.headers?.has(MORE)) continue;
      yield decodeChunk(codec, this.subject, parts);
      parts.length = 0;
      bytes = 0;
    }
  }

  private receive(msg: Msg): void {
    this.heard = Date.now();
    if (msg.headers?.has(ALIVE)) return;
    this.control ??= msg.reply || undefined;
    this.arrived.push(msg);
    this.wake?.();
  }

  private async next(): Promise<Msg> {
    while (this.arrived.length === 0 && !this.failure) await new Promise<void>((wake) => (this.wake = wake));
    if (this.failure) throw this.failure;
    return this.arrived.shift()!;
  }

  /** @throws the fault that the message is; TransientError when one is missing before it */
  private inOrder({ headers, data }: Msg): void {
    if (headers?.code === 503) {
      this.ended = true;
      throw new TransientError(this.control === undefined ? `nobody answers ${this.subject}` : `${this.subject}: the answerer has gone`);
    }
    if (headers?.has(FAULT)) {
      this.ended = true;
      throw faultIn(data);
    }
    if (headers?.get(SEQUENCE) !== String(this.sequence++)) throw new TransientError(`${this.subject}: a part of the stream was lost`);
    this.ended = headers.has(END);
  }

  private giveCredit(): void {
    if (++this.taken < WINDOW / 2) return;
    this.publishCredit(this.taken);
    this.taken = 0;
  }

  private publishCredit(messages: number): void {
    if (this.control === undefined || this.connection.isClosed()) return;
    this.connection.publish(this.control, credits.toBinary(create(CreditSchema, { messages })), { reply: this.reply });
  }
}

function decodeChunk<Chunk>(codec: StreamQuestion<unknown, Chunk>['chunk'], subject: string, parts: readonly Uint8Array[]): Chunk {
  try {
    return codec.fromBinary(parts.length === 1 ? parts[0] : Buffer.concat(parts));
  } catch (cause) {
    throw new FatalError(`${subject}: a chunk is no ${codec.name}`, { cause });
  }
}
