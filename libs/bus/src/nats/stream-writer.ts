import { headers, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { CancelledError, TransientError, type DomainError } from '#faults';
import { CreditSchema } from '#proto';
import { messageCodec } from '../codec.js';
import { decodeBody, formOf } from './body.js';
import { ALIVE, CONTENT_TYPE, CREDIT, END, MORE, SEQUENCE } from './headers.js';
import type { Inbox } from './inbox.js';
import type { Work } from './services.js';

/** Parts of chunks, so that what is under way for one reader stays small. */
export const PART_BYTES = 128 * 1024;
/** What headers may take of a message. */
export const HEADER_BYTES = 1024;
/** A reader hears from us so often, also while the next chunk is being made. */
const ALIVE_MS = 4000;
/** Without credit the broker is waited for after so many messages, so that they do not pile up here. */
const FLUSH_EVERY = 16;

const credits = messageCodec(CreditSchema);

/** The sending end of a stream: sends as many messages as the reader has room for. */
export class StreamWriter {
  private sequence = 0;
  private credit: number;
  private readonly limited: boolean;
  private room: PromiseWithResolvers<void> | undefined;
  private failure: DomainError | undefined;
  private readonly control: string;
  private readonly alive: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly inbox: Inbox,
    private readonly work: Work,
  ) {
    const asked = Number(work.msg.headers?.get(CREDIT));
    this.limited = asked > 0;
    this.credit = this.limited ? asked : Infinity;
    this.control = inbox.add({ subject: work.msg.subject, receive: (msg) => this.told(msg), fail: (error) => this.fail(error) });
    work.options.signal.addEventListener('abort', this.aborted, { once: true });
    if (this.limited) this.alive = setInterval(() => this.publish(EMPTY, this.headers(ALIVE, '1')), ALIVE_MS).unref();
  }

  /** @throws what ended the stream from outside, when it has ended */
  async write(chunk: Uint8Array): Promise<void> {
    const most = Math.min(PART_BYTES, (this.connection.info?.max_payload ?? PART_BYTES) - HEADER_BYTES);
    for (let start = 0; start === 0 || start < chunk.length; start += most) {
      if (this.credit < 1) await this.roomMade();
      if (this.failure) throw this.failure;
      const hdrs = this.headers(SEQUENCE, String(this.sequence++));
      if (start + most < chunk.length) hdrs.set(MORE, '1');
      this.credit--;
      this.publish(chunk.subarray(start, start + most), hdrs);
      if (!this.limited && this.sequence % FLUSH_EVERY === 0) await this.connection.flush().catch(() => {});
    }
  }

  end(): void {
    const hdrs = this.headers(SEQUENCE, String(this.sequence++));
    hdrs.set(END, '1');
    this.publish(EMPTY, hdrs);
  }

  close(): void {
    clearInterval(this.alive);
    this.inbox.delete(this.control);
    this.work.options.signal.removeEventListener('abort', this.aborted);
  }

  private headers(key: string, value: string): MsgHdrs {
    const hdrs = headers();
    hdrs.set(key, value);
    if (this.work.form === 'json') hdrs.set(CONTENT_TYPE, 'application/json');
    return hdrs;
  }

  private publish(body: Uint8Array, hdrs: MsgHdrs): void {
    if (!this.connection.isClosed()) this.connection.publish(this.work.msg.reply!, body, { reply: this.control, headers: hdrs });
  }

  private told(msg: Msg): void {
    // The broker answers in the name of a reader that is not there any more.
    if (msg.headers?.code === 503) return this.fail(new CancelledError('the reader of the stream has gone'));
    try {
      this.credit += decodeBody(credits, msg.data, formOf(msg)).messages;
    } catch {
      return; // no credit that could be read
    }
    this.room?.resolve();
  }

  private readonly aborted = (): void => {
    const { reason } = this.work.options.signal;
    this.fail(reason as DomainError);
  };

  private fail(error: DomainError): void {
    this.failure ??= error;
    this.room?.resolve();
  }

  private async roomMade(): Promise<void> {
    while (this.credit < 1 && !this.failure) {
      this.room = Promise.withResolvers();
      await this.room.promise;
    }
  }
}

const EMPTY = new Uint8Array();

/** For a stream whose connection broke: what was sent may be lost. */
export const torn = (subject: string): TransientError => new TransientError(`${subject}: the connection to the broker broke off`);
